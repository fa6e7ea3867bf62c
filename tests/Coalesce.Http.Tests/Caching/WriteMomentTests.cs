using System.Net;
using Coalesce.Http.Broker;
using Coalesce.Http.Broker.Flights;
using Coalesce.Http.Broker.Messages;
using Coalesce.Http.Caching;
using Coalesce.Http.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Coalesce.Http.Tests.Caching;

/// <summary>A write while nothing is kept and nothing is under way is noted by one number. Nothing may slip past it, and nothing else may be hit by it.</summary>
public sealed class WriteMomentTests : IDisposable
{
    private static readonly Uri Written = new("http://stub/written");
    private static readonly Uri Other = new("http://other/read");
    private readonly ResponseCache _cache;

    public WriteMomentTests() => _cache = new ResponseCache(new CacheOptions(), new KeyRules([], [], []), new WriteMarks(ForgetScope.Origin), new FakeTimeProvider());

    public void Dispose() => _cache.Dispose();

    [Theory]
    [InlineData(5, true)]
    [InlineData(6, false)]
    public void Write_AtAQuietMoment_OutdatesWhateverAFlightFromBeforeBringsLate(long flight, bool isOutdated)
    {
        _cache.SawWrite(Written, Partition.One, new FlightMoment(5, IsQuiet: true));

        foreach (var uri in new[] { Written, Other }) Assert.Equal(isOutdated, _cache.Writes.HaveOutdated(KeyOf(uri), flight));
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(6, false)]
    public void Success_AtAQuietMoment_TakesAwayWhateverAFlightFromBeforeBringsLate(long flight, bool isGone)
    {
        _cache.Forget(new WrittenUris(Written.AbsoluteUri, null, null, null), new FlightMoment(5, IsQuiet: true));

        _cache.Store(KeyOf(Other), Answer(flight));

        Assert.Equal(!isGone, _cache.MayHave(Other.AbsoluteUri));
    }

    [Fact]
    public void Write_WhileAFlightIsUnderWay_OutdatesItsOwnOriginAlone()
    {
        _cache.SawWrite(Written, Partition.One, new FlightMoment(5, IsQuiet: false));

        Assert.True(_cache.Writes.HaveOutdated(KeyOf(Written), 5));
        Assert.False(_cache.Writes.HaveOutdated(KeyOf(Other), 5));
    }

    [Fact]
    public void Success_WhileAFlightIsUnderWay_TakesItsOwnUriAlone()
    {
        _cache.Forget(new WrittenUris(Written.AbsoluteUri, null, null, null), new FlightMoment(5, IsQuiet: false));

        foreach (var uri in new[] { Written, Other }) _cache.Store(KeyOf(uri), Answer(5));

        Assert.False(_cache.MayHave(Written.AbsoluteUri));
        Assert.True(_cache.MayHave(Other.AbsoluteUri));
    }

    [Fact]
    public void Write_WhileSomethingIsKept_OutdatesItsOwnOriginAlone()
    {
        _cache.Store(KeyOf(Other), Answer(3));

        _cache.SawWrite(Written, Partition.One, new FlightMoment(5, IsQuiet: true));

        Assert.True(_cache.Writes.HaveOutdated(KeyOf(Written), 5));
        Assert.False(_cache.Writes.HaveOutdated(KeyOf(Other), 3));
    }

    [Fact]
    public async Task Write_WhileAFlightOfAnotherOriginIsUnderWay_LeavesItsAnswerFresh()
    {
        using var chain = new CacheChain(_ => CacheChain.Response(""), options => options.Routes["GET /read"] = new RouteOptions { FreshFor = TimeSpan.FromSeconds(60) });
        var head = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        chain.Head = head.Task;
        var read = chain.GetAsync("http://other/read");
        await Wait.UntilAsync(() => chain.Sent == 1);
        chain.Head = null;

        (await chain.SendAsync(HttpMethod.Post, "/written")).Dispose();
        head.SetResult(CacheChain.Response("read"));

        Assert.Equal("read", (await read).Body);
        Assert.Equal("hit", await chain.HowAsync("http://other/read"));
    }

    [Fact]
    public void Write_OfALongUri_OutdatesIt()
    {
        Uri uri = new($"http://stub/{new string('x', 5_000)}");
        _cache.Store(KeyOf(Other), Answer(3));

        _cache.SawWrite(uri, new Partition("a", "b", IsKnown: true), new FlightMoment(5, IsQuiet: true));

        Assert.True(_cache.Writes.HaveOutdated(KeyOf(uri), 5));
        Assert.False(_cache.Writes.HaveOutdated(KeyOf(new Uri($"{uri}y")), 5)); // of another partition
    }

    private CacheKey KeyOf(Uri uri)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        return _cache.Keys.Of(request, uri.AbsoluteUri, Partition.One, cookies: null);
    }

    private static StoredResponse Answer(long flight)
    {
        using var response = new HttpResponseMessage();
        return new StoredResponse
        {
            Status = HttpStatusCode.OK,
            Version = HttpVersion.Version11,
            Reason = null,
            Headers = [],
            ContentHeaders = [],
            Body = [],
            Directives = ResponseDirectives.Of(response),
            Vary = VaryMatch.Nothing,
            Lifetime = TimeSpan.FromSeconds(60),
            IsFreshByRoute = true,
            InitialAge = TimeSpan.Zero,
            ReceivedStamp = 0,
            Received = default,
            Date = default,
            Flight = flight,
        };
    }
}
