using System.ComponentModel;
using System.Diagnostics;

namespace Coalesce.Http.Sqlite.Tests;

/// <summary>A file system of 3 MB in a folder, until it is disposed.</summary>
internal sealed class TmpfsMount : IDisposable
{
    private readonly string _path;

    private TmpfsMount(string path) => _path = path;

    /// <returns><see langword="null"/>: it cannot be mounted here.</returns>
    public static TmpfsMount? TryMake(string path) => OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", path) ? new TmpfsMount(path) : null;

    public void Dispose() => Run("umount", "-l", _path);

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
