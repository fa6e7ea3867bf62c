using System.Diagnostics;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Sqlite.Tests.Killing;

/// <summary>A process of its own, and the lines that it writes.</summary>
internal sealed class KilledChild : IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Coalesce.Http.Sqlite.Tests.Child.dll");
    private readonly Process _process;

    public KilledChild(params string[] arguments)
    {
        _process = Process.Start(new ProcessStartInfo("dotnet", [Program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>All that it wrote to its second output, once it has ended.</summary>
    public Task<string> Errors { get; }

    public int ExitCode => _process.ExitCode;

    /// <summary>The next line; <see langword="null"/>: it has ended.</summary>
    public async Task<string?> ReadAsync() => await Wait.ForAsync(_process.StandardOutput.ReadLineAsync());

    /// <summary>SIGKILL. What it wrote before can still be read.</summary>
    public void Kill() => _process.Kill();

    public Task ExitAsync() => Wait.ForAsync(_process.WaitForExitAsync());

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
