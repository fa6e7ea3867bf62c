using System.Diagnostics;
using System.Globalization;

namespace ConsoleDemo.Acts;

/// <summary>A <see cref="LikingChild"/>, seen from its parent. It is never left behind: it is killed when this is disposed, and ends by itself when its parent is gone.</summary>
internal sealed class LikingProcess : IAsyncDisposable
{
    private static readonly string Executable = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "ConsoleDemo.exe" : "ConsoleDemo");
    private readonly Process _process;
    private readonly Task<string> _errors;

    public LikingProcess(string file, Uri origin, int from)
    {
        _process = Process.Start(new ProcessStartInfo(Executable, [LikingChild.Command, file, origin.AbsoluteUri, $"{from}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _errors = _process.StandardError.ReadToEndAsync(CancellationToken.None);
    }

    /// <summary>Has it like the next post, and waits until it says that the like was acknowledged.</summary>
    /// <exception cref="InvalidOperationException">It has ended, or says something else.</exception>
    public async Task LikeAsync(int number, CancellationToken cancellationToken)
    {
        await AskAsync();
        var line = await _process.StandardOutput.ReadLineAsync(cancellationToken);
        if (line != number.ToString(CultureInfo.InvariantCulture)) throw new InvalidOperationException($"The child said \"{line}\" in place of {number}. {await FaultAsync(cancellationToken)}");
    }

    /// <summary>Has it like the next post, and waits for nothing.</summary>
    public Task AskAsync() => WriteAsync(LikingChild.Like);

    /// <summary>SIGKILL.</summary>
    /// <returns>How many more it had said were acknowledged.</returns>
    public async Task<int> KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        var said = 0;
        while (await _process.StandardOutput.ReadLineAsync(cancellationToken) is not null) said++;
        await _process.WaitForExitAsync(cancellationToken);
        return said;
    }

    /// <summary>Tells it that there are no more, and waits until it has delivered all.</summary>
    /// <exception cref="InvalidOperationException">It ended otherwise.</exception>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await WriteAsync(LikingChild.Deliver);
        await _process.WaitForExitAsync(cancellationToken);
        if (_process.ExitCode != 0) throw new InvalidOperationException(await FaultAsync(cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        // Before that it may still make files.
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private async Task WriteAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    private async Task<string> FaultAsync(CancellationToken cancellationToken)
    {
        _process.StandardInput.Close(); // should it wait for a line
        await _process.WaitForExitAsync(cancellationToken);
        return $"The child ended with {_process.ExitCode}: {(await _errors).Trim()}";
    }
}
