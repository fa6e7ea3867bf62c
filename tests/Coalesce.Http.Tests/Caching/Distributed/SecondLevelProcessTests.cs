using System.Diagnostics;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Caching.Distributed;

/// <summary>Real processes, one after another, with one store of files.</summary>
public sealed class SecondLevelProcessTests
{
    [Fact]
    public async Task Get_OfWhatAnEarlierProcessFetched_IsFoundByTheSameCallerUntilItIsWritten()
    {
        var folder = Directory.CreateTempSubdirectory("second-level-");
        try
        {
            var first = await RunAsync(["second-level", folder.FullName, "GET /me Bearer ann"]);
            var second = await RunAsync(["second-level", folder.FullName, "GET /me Bearer ann", "GET /me Bearer bob", "PUT /me Bearer ann"]);
            var third = await RunAsync(["second-level", folder.FullName, "GET /me Bearer ann"]);

            Assert.StartsWith("Bearer ann by ", first[0], StringComparison.Ordinal);
            Assert.Equal(first[0], second[0]); // the first one's answer
            Assert.StartsWith("Bearer bob by ", second[1], StringComparison.Ordinal);
            Assert.StartsWith("Bearer ann by ", third[0], StringComparison.Ordinal);
            Assert.NotEqual(first[0], third[0]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Get_OfManyWhileTheStoreBlocksItsThreads_LeavesThreadsForTheRest() => Assert.Equal(["1000"], await RunAsync(["blocked-store", "1000"]));

    private static async Task<string[]> RunAsync(string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet", [Path.Combine(AppContext.BaseDirectory, "Coalesce.Http.Tests.Child.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["SECOND_LEVEL_KEY"] = Processes.Secret },
        };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await Wait.ForAsync(process.WaitForExitAsync());
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
        Assert.Equal("", await errors);
        return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
