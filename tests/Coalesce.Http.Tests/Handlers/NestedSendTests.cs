using System.Net;
using System.Net.Http.Headers;
using Coalesce.Http.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Coalesce.Http.Tests.Handlers;

/// <summary>Handlers that send through the very client they stand in, while there is one permit.</summary>
public sealed class NestedSendTests
{
    public enum Refresh
    {
        /// <summary>Before its own send.</summary>
        Before,

        /// <summary>After a 401, which it has disposed: the permit is back.</summary>
        AfterDisposed,

        /// <summary>After a 401 whose body it still holds, and with it the permit.</summary>
        AfterHeld,

        /// <summary>On a task of its own.</summary>
        InBackground,

        /// <summary>One at a time, behind a lock.</summary>
        BehindALock,

        /// <summary>Before its own send, by a request that cannot be shared.</summary>
        ByPost,
    }

    public static TheoryData<Refresh, bool, bool> Cases()
    {
        var cases = new TheoryData<Refresh, bool, bool>();
        foreach (var refresh in Enum.GetValues<Refresh>())
        {
            foreach (var sync in (ReadOnlySpan<bool>)[false, true])
            {
                cases.Add(refresh, sync, false);
                cases.Add(refresh, sync, true);
            }
        }
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task TokenRefresh_OnePermit_EveryoneIsServed(Refresh refresh, bool sync, bool alone)
    {
        using var chain = new Chain(refresh);

        // All wait at once, so that their handlers meet: by themselves they would go one after the other.
        chain.Broker.Pause();
        var calls = Enumerable.Range(0, 5).Select(i => chain.GetAsync($"/data/{i}", sync, alone)).ToList();
        await Wait.UntilAsync(() => chain.Broker.GetWaiting().Count == 5);
        chain.Broker.Resume();

        // Who waits for another's lock holds a permit that it does not use, until a second has passed. Nobody else needs time to pass.
        foreach (var call in calls) Assert.Equal("served", await (refresh is Refresh.BehindALock ? chain.PassTimeUntilAsync(call) : Wait.ForAsync(call)));
        await chain.AssertIdleAsync();
    }

    [Theory]
    [InlineData(Refresh.Before)]
    [InlineData(Refresh.AfterHeld)]
    [InlineData(Refresh.InBackground)]
    public async Task TokenRefresh_JoinsAFlightThatWaitsForItsTurn_TakesItAlong(Refresh refresh)
    {
        using var chain = new Chain(refresh);
        chain.Broker.Pause();
        var data = chain.GetAsync("/data", sync: false, alone: false);
        await Wait.UntilAsync(() => chain.Broker.GetWaiting().Count == 1);
        // Least urgent and last: it would get its turn after everything, and everything waits for it.
        var token = chain.GetAsync("/token", sync: false, alone: false, urgency: 7);
        await Wait.UntilAsync(() => chain.Broker.GetWaiting().Count == 2);

        chain.Broker.Resume();

        Assert.Equal("served", await Wait.ForAsync(data)); // without any time passing
        Assert.Equal("fresh", await Wait.ForAsync(token));
        await chain.AssertIdleAsync();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task SelfRequest_HandlerAsksForTheSame_IsSentOnItsOwn(bool sync, bool alone)
    {
        using var chain = new Chain(refresh: null);

        Assert.Equal("served", await Wait.ForAsync(chain.GetAsync("/self", sync, alone)));

        Assert.Equal(2, chain.Stub.Count);
        await chain.AssertIdleAsync();
    }

    private sealed class Chain : IDisposable
    {
        private readonly FakeTimeProvider _time = new();
        private readonly CoalescingPipeline _pipeline;
        private readonly HttpClient _client;

        public Chain(Refresh? refresh)
        {
            Stub = new StubHandler(request => request.RequestUri!.AbsolutePath switch
            {
                "/token" => new HttpResponseMessage { Content = new StreamContent(new MemoryStream("fresh"u8.ToArray())) },
                "/self" => new HttpResponseMessage { Content = new StreamContent(new MemoryStream("served"u8.ToArray())) },
                _ when request.Headers.Authorization?.Parameter == "fresh" => new HttpResponseMessage { Content = new StreamContent(new MemoryStream("served"u8.ToArray())) },
                _ => new HttpResponseMessage(HttpStatusCode.Unauthorized) { Content = new StreamContent(new MemoryStream("no"u8.ToArray())) },
            });
            _pipeline = CoalescingPipeline.Create(new Refreshing(refresh, this) { InnerHandler = Stub }, options =>
            {
                options.MaxConcurrency = 1;
                options.TimeProvider = _time;
                options.Partition = _ => "me";
            });
            _client = new HttpClient(_pipeline) { BaseAddress = new Uri("http://stub"), Timeout = Timeout.InfiniteTimeSpan };
        }

        public StubHandler Stub { get; }

        public Broker.IRequestBroker Broker => _pipeline.Broker;

        public async Task<string> GetAsync(string target, bool sync, bool alone, int urgency = 3, HttpMethod? method = null)
        {
            using var request = new HttpRequestMessage(method ?? HttpMethod.Get, target).WithUrgency(urgency);
            if (alone) request.WithoutCoalescing();
            using var response = sync
                ? await Task.Factory.StartNew(() => _client.Send(request), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                : await _client.SendAsync(request);
            return await response.Content.ReadAsStringAsync();
        }

        public string Get(string target, HttpMethod? method = null)
        {
            using var response = _client.Send(new HttpRequestMessage(method ?? HttpMethod.Get, target));
            using var reader = new StreamReader(response.Content.ReadAsStream());
            return reader.ReadToEnd();
        }

        public async Task<string> PassTimeUntilAsync(Task<string> call)
        {
            await Wait.UntilAsync(() =>
            {
                if (!call.IsCompleted) _time.Advance(TimeSpan.FromMilliseconds(10));
                return call.IsCompleted;
            });
            return await call;
        }

        public async Task AssertIdleAsync()
        {
            Assert.True(await Wait.ForAsync(Broker.DrainAsync(Timeout.InfiniteTimeSpan)));
            Assert.Empty(Broker.GetFlights());
            Assert.Empty(Broker.GetWaiting());
        }

        public void Dispose() => _client.Dispose();
    }

    private sealed class Refreshing(Refresh? refresh, Chain chain) : DelegatingHandler
    {
        private readonly SemaphoreSlim _lock = new(1);
        private readonly AsyncLocal<bool> _isNested = new();
        private volatile string? _token;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var path = request.RequestUri!.AbsolutePath;
            if (path == "/token") return await base.SendAsync(request, cancellationToken);
            if (path == "/self")
            {
                if (!_isNested.Value)
                {
                    _isNested.Value = true;
                    await chain.GetAsync("/self", sync: false, alone: false);
                }
                return await base.SendAsync(request, cancellationToken);
            }
            if (refresh is Refresh.Before or Refresh.ByPost) await TokenAsync();
            if (refresh is Refresh.InBackground) await Task.Run(TokenAsync, cancellationToken);
            if (refresh is Refresh.BehindALock) await LockedAsync(stale: null, cancellationToken);
            var stale = _token;
            var response = await base.SendAsync(Signed(request), cancellationToken);
            if (response.StatusCode != HttpStatusCode.Unauthorized) return response;
            if (refresh is not Refresh.AfterHeld) response.Dispose();
            if (refresh is Refresh.BehindALock) await LockedAsync(stale, cancellationToken);
            else await TokenAsync();
            response.Dispose();
            return await base.SendAsync(Signed(request), cancellationToken);
        }

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var path = request.RequestUri!.AbsolutePath;
            if (path == "/token") return base.Send(request, cancellationToken);
            if (path == "/self")
            {
                if (!_isNested.Value)
                {
                    _isNested.Value = true;
                    chain.Get("/self");
                }
                return base.Send(request, cancellationToken);
            }
            if (refresh is Refresh.Before or Refresh.InBackground or Refresh.BehindALock or Refresh.ByPost) _token = chain.Get("/token", TokenMethod);
            var response = base.Send(Signed(request), cancellationToken);
            if (response.StatusCode != HttpStatusCode.Unauthorized) return response;
            if (refresh is not Refresh.AfterHeld) response.Dispose();
            _token = chain.Get("/token");
            response.Dispose();
            return base.Send(Signed(request), cancellationToken);
        }

        private HttpMethod TokenMethod => refresh is Refresh.ByPost ? HttpMethod.Post : HttpMethod.Get;

        private async Task TokenAsync() => _token = await chain.GetAsync("/token", sync: false, alone: false, method: TokenMethod);

        // As many handlers do it: whoever has the lock asks before its send or after its 401, and the others wait for it.
        private async Task LockedAsync(string? stale, CancellationToken cancellationToken)
        {
            await _lock.WaitAsync(cancellationToken);
            try
            {
                if (_token is null && stale is null) _token = "old";
                else if (_token == stale) await TokenAsync();
            }
            finally
            {
                _lock.Release();
            }
        }

        private HttpRequestMessage Signed(HttpRequestMessage request)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token ?? "old");
            return request;
        }
    }
}
