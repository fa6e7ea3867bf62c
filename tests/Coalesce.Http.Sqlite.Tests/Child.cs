using System.Diagnostics;
using System.Globalization;

namespace Coalesce.Http.Sqlite.Tests;

/// <summary>A process of its own that appends entries and writes a line for each that is acknowledged.</summary>
internal static class Child
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Coalesce.Http.Sqlite.Tests.Child.dll");

    public static Process Start(string file, int count, int concurrency, params string[] under)
    {
        string[] command = [.. under, "dotnet", Program, file, count.ToString(CultureInfo.InvariantCulture), concurrency.ToString(CultureInfo.InvariantCulture)];
        return Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true })!;
    }
}
