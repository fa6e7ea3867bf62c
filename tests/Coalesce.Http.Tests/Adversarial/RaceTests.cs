using System.Net;
using Coalesce.Http.Broker;
using Coalesce.Http.Testing;
using Microsoft.Extensions.Logging;

namespace Coalesce.Http.Tests.Adversarial;

public sealed class RaceTests
{
    [Fact]
    public async Task Cancel_WhileTheCallerIsSentOnceMore_LeavesNothingBehind()
    {
        var failure = new TaskCompletionSource<HttpResponseMessage>();
        var sent = 0;
        var stub = new StubHandler(async (_, token) =>
        {
            if (Interlocked.Increment(ref sent) == 1) return await failure.Task;
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            return new HttpResponseMessage();
        });
        using var pipeline = CoalescingPipeline.Create(stub);
        using var invoker = new HttpMessageInvoker(pipeline, disposeHandler: false);
        var random = new Random(1);
        for (var round = 0; round < 3_000; round++)
        {
            failure = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
            sent = 0;
            using CancellationTokenSource first = new(), second = new();
            var starter = invoker.SendAsync(new HttpRequestMessage(HttpMethod.Get, "http://stub/"), first.Token);
            var joiner = invoker.SendAsync(new HttpRequestMessage(HttpMethod.Get, "http://stub/"), second.Token);
            await first.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starter);
            var spins = random.Next(2_000);

            failure.SetException(new HttpRequestException("down"));
            Thread.SpinWait(spins);
            second.Cancel();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.ForAsync(joiner));
            await Wait.UntilAsync(() => pipeline.Broker.GetFlights().Count == 0, $"no flight to be left in round {round}");
        }
    }

    [Fact]
    public async Task Supersede_CallbackOfAHandlerThrows_IsLoggedAndEndsNoProcess()
    {
        using var logs = new LogRecorder();
        using var loggers = LoggerFactory.Create(builder => builder.AddProvider(logs));
        var throwing = new ThrowingCallback { InnerHandler = new StubHandler(async (request, token) =>
        {
            if (request.RequestUri!.AbsolutePath == "/old") await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            return new HttpResponseMessage();
        }) };
        using var client = new HttpClient(CoalescingPipeline.Create(throwing, o => o.LoggerFactory = loggers));
        var older = client.SendAsync(new HttpRequestMessage(HttpMethod.Get, "http://stub/old").WithSupersedeBy("group").WithoutCoalescing());

        using var newer = await client.SendAsync(new HttpRequestMessage(HttpMethod.Get, "http://stub/new").WithSupersedeBy("group").WithoutCoalescing());

        await Assert.ThrowsAsync<RequestSupersededException>(() => Wait.ForAsync(older));
        await Wait.UntilAsync(() => logs.Entries.Any(entry => entry.Message.Contains("threw", StringComparison.Ordinal)), "the log of what was thrown");
    }

    [Fact]
    public void Credentials_ThatMayChoose_AreNotTakenForFixed()
    {
        Assert.Null(Distrust(new NetworkCredential("user", "password")));
        Assert.Null(Distrust(new CredentialCache { { new Uri("http://stub/"), "Basic", new NetworkCredential("user", "password") } }));
        Assert.NotNull(Distrust(new ChoosingCredential()));
        Assert.NotNull(Distrust(CredentialCache.DefaultCredentials));
        Assert.NotNull(Distrust(new CredentialCache { { new Uri("http://stub/"), "Negotiate", CredentialCache.DefaultNetworkCredentials } }));
    }

    private static string? Distrust(ICredentials credentials)
    {
        using var handler = new SocketsHttpHandler { Credentials = credentials };
        return WireEnd.Of(handler).Distrust;
    }

    private sealed class ChoosingCredential : NetworkCredential, ICredentials
    {
        NetworkCredential ICredentials.GetCredential(Uri uri, string authType) => new("the user of the moment", "");
    }

    private sealed class ThrowingCallback : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            cancellationToken.Register(() => throw new InvalidOperationException("a callback of the user's"));
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
