using System.Diagnostics;
using System.Globalization;

namespace Coalesce.Http.Broker.Outbox;

/// <summary>Names who holds leases: machine, process and broker, so that others on the same machine can see at once that it is gone.</summary>
internal static class OutboxOwner
{
    private static readonly string Machine = MachineName();

    public static string NewName() => string.Create(CultureInfo.InvariantCulture,
        $"{Machine}/{Environment.ProcessId}/{StartOf(Environment.ProcessId) ?? "?"}/{Guid.NewGuid():N}");

    /// <summary>Whether a process certainly ended. False also where that cannot be known: then its leases run out.</summary>
    public static bool IsGone(string owner) =>
        owner.Split('/') is [var machine, var id, var start, _] && machine == Machine && start != "?"
        && int.TryParse(id, CultureInfo.InvariantCulture, out var pid) && StartOf(pid) is var now && now != start && now != "?";

    /// <summary>Tells two processes with one id apart; <see langword="null"/>: there is none; "?": it cannot be known.</summary>
    private static string? StartOf(int pid)
    {
        try
        {
            if (OperatingSystem.IsLinux()) return StartOnLinux(pid);
            using var process = Process.GetProcessById(pid);
            return process.HasExited ? null : process.StartTime.ToUniversalTime().Ticks.ToString(CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is ArgumentException or FileNotFoundException or DirectoryNotFoundException)
        {
            return null; // no such process
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or UnauthorizedAccessException or System.Runtime.InteropServices.ExternalException)
        {
            return "?"; // it ends just now, or may not be looked at
        }
    }

    /// <summary>Ticks since the machine's start, which no change of the clock moves. A zombie has ended.</summary>
    private static string? StartOnLinux(int pid)
    {
        var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' '); // the name before may hold anything
        return fields[0] is "Z" or "X" ? null : fields[19];
    }

    /// <summary>A container has process ids of its own, and so is a machine of its own; a machine that was started anew is another.</summary>
    private static string MachineName()
    {
        var name = Environment.MachineName.Replace('/', '_');
        if (!OperatingSystem.IsLinux()) return name;
        try
        {
            var boot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
            var space = new FileInfo("/proc/self/ns/pid").LinkTarget ?? "";
            return $"{name}+{boot}+{space}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{name}+{Guid.NewGuid():N}"; // nobody can say who is gone: leases run out
        }
    }
}
