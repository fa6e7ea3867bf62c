using System.Globalization;

namespace Coalesce.Http.Benchmarks;

/// <summary>The tables of the outbox, one after the other in one process.</summary>
internal static class OutboxRun
{
    public static async Task RunAsync(OutboxArguments arguments)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        using var files = new BenchFiles(arguments.Folder);
        Console.WriteLine($"Files in {files.Folder} ({files.FileSystem}); {Environment.ProcessorCount} processors; medians of {arguments.Rounds} rounds, (fewest-most).");
        if (files.IsInMemory) Console.WriteLine("That is no disk: what is synced to it costs nothing. Give a folder on a disk by --dir.");
        foreach (var table in arguments.Tables)
        {
            await (table switch
            {
                "enqueue" => EnqueueTable.WriteAsync(files, arguments.Rounds),
                "deliver" => DeliverTable.WriteAsync(files, arguments.Rounds),
                _ => HealthyTable.WriteAsync(files, arguments.Rounds),
            });
        }
    }
}
