using System.Net;
using System.Net.Sockets;
using Coalesce.Http.Broker;
using Coalesce.Http.Testing;
using Microsoft.AspNetCore.Http;

namespace Coalesce.Http.Tests.Outbox;

/// <summary>What a real wire throws is told apart rightly: one of each kind, over sockets.</summary>
public sealed class WireTests
{
    [Fact]
    public async Task Post_NobodyListens_IsKeptAndCannotHaveArrived()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/";
        listener.Stop();
        await using var chain = new OutboxChain(Never, wire: new SocketsHttpHandler(), address: address);

        await AssertKeptAsync(chain, "ConnectionError", mayHaveArrived: false);
    }

    [Fact]
    public async Task Post_NoSuchHost_IsKeptAndCannotHaveArrived()
    {
        await using var chain = new OutboxChain(Never, wire: new SocketsHttpHandler(), address: "http://no-such-host.invalid/");

        await AssertKeptAsync(chain, "NameResolutionError", mayHaveArrived: false);
    }

    [Fact]
    public async Task Post_NoTls_IsKeptAndCannotHaveArrived()
    {
        await using var origin = await TestOrigin.StartAsync();
        await using var chain = new OutboxChain(Never, wire: new SocketsHttpHandler(), address: $"https://127.0.0.1:{origin.BaseAddress.Port}/");

        await AssertKeptAsync(chain, "SecureConnectionError", mayHaveArrived: false);
        Assert.Equal(0, origin.Count);
    }

    [Fact]
    public async Task Post_ResetBeforeTheHead_IsKeptAndMayHaveArrived()
    {
        await using var origin = await TestOrigin.StartAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        await using var chain = new OutboxChain(Never, wire: new SocketsHttpHandler(), address: origin.BaseAddress.AbsoluteUri);

        await AssertKeptAsync(chain, null, mayHaveArrived: true);
    }

    [Fact]
    public async Task Post_ResetAfterTheHead_IsItsCallersAnswer()
    {
        var head = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var origin = await TestOrigin.StartAsync(async context =>
        {
            context.Response.ContentLength = 100;
            await context.Response.WriteAsync("part");
            await context.Response.Body.FlushAsync();
            await head.Task;
            context.Abort();
        });
        await using var chain = new OutboxChain(Never, wire: new SocketsHttpHandler(), address: origin.BaseAddress.AbsoluteUri);
        using var request = new HttpRequestMessage(HttpMethod.Post, "like");

        using var response = await Wait.ForAsync(chain.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead));
        head.SetResult();

        await Assert.ThrowsAnyAsync<Exception>(() => Wait.ForAsync(response.Content.ReadAsStringAsync()));
        await Wait.UntilAsync(() => chain.Outbox.ListAsync(new OutboxQuery()).AsTask().Result.Entries.Count == 0); // its head came: it is the caller's
        Assert.Equal(1, origin.Count);
    }

    private static async Task AssertKeptAsync(OutboxChain chain, string? error, bool mayHaveArrived)
    {
        chain.Outbox.Pause();

        var attempt = Assert.Single((await chain.EntryAsync(await chain.QueueAsync())).Attempts);

        Assert.Equal(mayHaveArrived, attempt.MayHaveArrived);
        if (error is not null) Assert.Equal(error, attempt.Error);
    }

    private static Task<HttpResponseMessage> Never(HttpRequestMessage request, CancellationToken cancellationToken) => throw new InvalidOperationException("The wire is another.");
}
