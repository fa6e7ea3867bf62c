using System.Text;

namespace Coalesce.Http.Sqlite.Tests.Killing;

/// <summary>Tells the parent. A line that was written is in the pipe, also when the process is killed right after.</summary>
internal sealed class Lines : IDisposable
{
    private readonly Stream _output = Console.OpenStandardOutput();
    private readonly Lock _gate = new();

    public void Write(string line)
    {
        var bytes = Encoding.ASCII.GetBytes(line + "\n");
        lock (_gate) _output.Write(bytes);
    }

    public void Dispose() => _output.Dispose();
}
