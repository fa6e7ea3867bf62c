using System.Diagnostics;
using System.Globalization;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Coalescing;

/// <summary>A body much longer than what is held of it, over real sockets.</summary>
public sealed class BigBodyTests
{
    private const int Readers = 8;
    private const long MiB = 1024 * 1024;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_ByEight_IsFetchedOnceAndStreamsThroughASmallWindow(bool http2)
    {
        var secondHalf = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var origin = await TestOrigin.StartAsync(context => BigBody.SendAsync(context, secondHalf.Task), http2);
        using var chain = new TestChain(new SocketsHttpHandler());
        long mostLent = 0;
        var responses = await Wait.ForAsync(Task.WhenAll(Enumerable.Range(0, Readers).Select(_ => SendAsync(chain, origin, http2))));
        var streams = await Task.WhenAll(responses.Select(response => response.Content.ReadAsStreamAsync()));

        // The origin holds its second half back until everyone has read something.
        var firsts = new int[Readers];
        var hashes = streams.Select((stream, i) => Task.Run(() => BigBody.HashAsync(stream, _ =>
        {
            InterlockedMax(ref mostLent, chain.Broker.Pool.Lent);
            if (Interlocked.Exchange(ref firsts[i], 1) == 0 && firsts.Sum() == Readers) secondHalf.TrySetResult();
        }))).ToArray();

        foreach (var hash in hashes) Assert.Equal(BigBody.Hash, await hash);
        Assert.Equal(1, origin.Count);
        Assert.InRange(mostLent, 64 * 1024, 8 * MiB);
        foreach (var response in responses) response.Dispose();
        await chain.AssertEmptyAsync();
    }

    [Fact]
    public async Task Read_OneStops_FailsAloneAfterItsGrace()
    {
        await using var origin = await TestOrigin.StartAsync(context => BigBody.SendAsync(context, Task.CompletedTask));
        using var chain = new TestChain(new SocketsHttpHandler());
        var responses = await Wait.ForAsync(Task.WhenAll(Enumerable.Range(0, 3).Select(_ => SendAsync(chain, origin, http2: false))));
        var streams = await Task.WhenAll(responses.Select(response => response.Content.ReadAsStreamAsync()));
        await Wait.ForAsync(streams[0].ReadExactlyAsync(new byte[1000]));

        var rest = new[] { BigBody.HashAsync(streams[1]), BigBody.HashAsync(streams[2]) };
        await chain.Time.Armed.WaitForAsync(2); // the join window's timer, and the grace's
        Assert.InRange(chain.Broker.Pool.Lent, 1, 8 * MiB);
        chain.Time.Advance(TimeSpan.FromSeconds(5));

        foreach (var hash in rest) Assert.Equal(BigBody.Hash, await hash);
        var failure = await Assert.ThrowsAsync<IOException>(() => Wait.ForAsync(streams[0].ReadAsync(new byte[1])));
        Assert.Contains("did not read for 5 s", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, origin.Count);
        foreach (var response in responses) response.Dispose();
        await chain.AssertEmptyAsync();
    }

    [Fact]
    public async Task Read_SoleReaderStops_HoldsBackTheOriginAndIsNeverFailed()
    {
        await using var origin = await TestOrigin.StartAsync(context => BigBody.SendAsync(context, Task.CompletedTask));
        using var chain = new TestChain(new SocketsHttpHandler());
        using var response = await Wait.ForAsync(SendAsync(chain, origin, http2: false));
        var stream = await response.Content.ReadAsStreamAsync();
        await Wait.ForAsync(stream.ReadExactlyAsync(new byte[8 * MiB]));

        chain.Time.Advance(TimeSpan.FromHours(1));

        Assert.InRange(chain.Broker.Pool.Lent, 1, 4 * MiB);
        var rest = 0L;
        await BigBody.HashAsync(stream, total => rest = total);
        Assert.Equal(BigBody.Length - (8 * MiB), rest);
    }

    /// <summary>The origin stays here; a process of its own reads, and says how large its heap became.</summary>
    [Fact]
    public async Task Read_ByEightInAProcessOfItsOwn_KeepsItsHeapSmall()
    {
        await using var origin = await TestOrigin.StartAsync(context => BigBody.SendAsync(context, Task.CompletedTask));
        var child = Path.Combine(AppContext.BaseDirectory, "Coalesce.Http.Tests.Child.dll");
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            ArgumentList = { child, origin.BaseAddress.AbsoluteUri, Readers.ToString(CultureInfo.InvariantCulture) },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await Wait.ForAsync(process.WaitForExitAsync());
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }

        Assert.Equal("", await errors);
        var lines = (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Readers, lines.Count(line => line == BigBody.Hash));
        var heap = long.Parse(Assert.Single(lines, line => line.StartsWith("heap ", StringComparison.Ordinal))[5..], CultureInfo.InvariantCulture);
        Assert.InRange(heap, 1, 32 * MiB);
        Assert.Equal(1, origin.Count);
    }

    private static Task<HttpResponseMessage> SendAsync(TestChain chain, TestOrigin origin, bool http2)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, http2 ? origin.Http2Address : origin.BaseAddress);
        if (http2) (request.Version, request.VersionPolicy) = (new Version(2, 0), HttpVersionPolicy.RequestVersionExact);
        return chain.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static void InterlockedMax(ref long most, long value)
    {
        for (var seen = Volatile.Read(ref most); value > seen;)
        {
            var before = Interlocked.CompareExchange(ref most, value, seen);
            if (before == seen) return;
            seen = before;
        }
    }
}
