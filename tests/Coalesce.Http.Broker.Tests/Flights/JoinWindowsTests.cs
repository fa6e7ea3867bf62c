using Coalesce.Http.Testing;

namespace Coalesce.Http.Broker.Tests.Flights;

/// <summary>How long after its head a flight may be joined, as the group of flights shows it.</summary>
public sealed class JoinWindowsTests
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Join_WithinTheWindow_GetsTheWholeBodyFromTheSameSend()
    {
        using var flights = new TestFlights();
        var (first, send) = await LandAsync(flights);
        send.Body.Give("hel");
        flights.Time.Advance(Window - TimeSpan.FromTicks(1));

        var late = await Wait.ForAsync(flights.Share()!);
        send.Body.Give("lo");
        send.Body.End();

        Assert.Equal("hello", await Wait.ForAsync(late.Content.ReadAsStringAsync()));
        Assert.Equal("hello", await Wait.ForAsync(first.Content.ReadAsStringAsync()));
        Assert.Equal(1, flights.Wire.Count);
        await flights.AssertEmptyAsync();
    }

    [Fact]
    public async Task Join_AfterTheWindow_IsSentAnew()
    {
        using var flights = new TestFlights();
        var (first, send) = await LandAsync(flights);
        flights.Time.Advance(Window);

        var late = flights.Share()!;
        (await flights.Wire.SendAsync(1)).Answer("second");
        send.Body.Give("first");
        send.Body.End();

        Assert.Equal("first", await Wait.ForAsync(first.Content.ReadAsStringAsync()));
        Assert.Equal("second", await Wait.ForAsync((await Wait.ForAsync(late)).Content.ReadAsStringAsync()));
        await flights.AssertEmptyAsync();
    }

    [Fact]
    public async Task Close_ManyFlightsStillRead_AllAreListedUntilTheyEnd()
    {
        const int Many = 50;
        using var flights = new TestFlights();
        List<(HttpResponseMessage Response, HeldSend Send)> landed = [];
        for (var i = 0; i < Many; i++)
        {
            landed.Add(await LandAsync(flights, i));
            flights.Time.Advance(Window * 2);
        }
        Assert.Equal(Many, flights.Broker.GetFlights().Count);

        foreach (var (response, send) in landed)
        {
            send.Body.End();
            Assert.Empty(await Wait.ForAsync(response.Content.ReadAsByteArrayAsync()));
        }

        await flights.AssertEmptyAsync();
    }

    [Fact]
    public async Task Join_WindowOfZero_IsSentAnewOnceTheHeadIsThere()
    {
        using var flights = new TestFlights(settings => settings with { JoinWindow = TimeSpan.Zero });
        var first = flights.Share()!;
        var joiner = flights.Share()!;
        var send = await flights.Wire.SendAsync(0);
        send.GiveHead();
        await Wait.ForAsync(first);
        await Wait.ForAsync(joiner);

        var late = flights.Share()!;
        (await flights.Wire.SendAsync(1)).Answer("second");
        send.Body.End();

        Assert.Equal("second", await Wait.ForAsync((await Wait.ForAsync(late)).Content.ReadAsStringAsync()));
        Assert.Equal(2, flights.Wire.Count);
        await DrainAsync(await first, await joiner);
        await flights.AssertEmptyAsync();
    }

    [Fact]
    public async Task Join_AfterTheBodyEnded_IsSentAnewAlthoughTheWindowIsOpen()
    {
        using var flights = new TestFlights();
        var (first, send) = await LandAsync(flights);
        send.Body.Give("first");
        send.Body.End();
        await Wait.ForAsync(first.Content.ReadAsStringAsync());

        var late = flights.Share()!;
        (await flights.Wire.SendAsync(1)).Answer("second");

        Assert.Equal("second", await Wait.ForAsync((await Wait.ForAsync(late)).Content.ReadAsStringAsync()));
        await flights.AssertEmptyAsync();
    }

    [Fact]
    public async Task Close_SeveralFlightsLandedOneAfterTheOther_EachAtItsOwnTime()
    {
        using var flights = new TestFlights();
        var sends = new List<HeldSend>();
        var responses = new List<HttpResponseMessage>();
        for (var i = 0; i < 3; i++)
        {
            var call = flights.Share($"/{i}")!;
            sends.Add(await flights.Wire.SendAsync(i));
            sends[i].GiveHead();
            responses.Add(await Wait.ForAsync(call));
            flights.Time.Advance(TimeSpan.FromMilliseconds(300));
        }
        flights.Time.Advance(TimeSpan.FromMilliseconds(150)); // 1050, 750 and 450 ms after their heads

        var late = Enumerable.Range(0, 3).Select(i => flights.Share($"/{i}")!).ToArray();

        var again = await flights.Wire.SendAsync(3);
        Assert.Equal("/0", again.Request.RequestUri!.PathAndQuery);
        Assert.Equal(4, flights.Wire.Count);
        foreach (var send in sends.Append(again)) send.Answer("x");
        foreach (var call in late) responses.Add(await Wait.ForAsync(call));
        await DrainAsync([.. responses]);
        await flights.AssertEmptyAsync();
    }

    [Fact]
    public async Task Close_ReaderPastTheStart_ReturnsTheStartsMemory()
    {
        using var flights = new TestFlights();
        var (response, send) = await LandAsync(flights);
        send.Body.Give(new byte[512 * 1024]);
        var stream = await response.Content.ReadAsStreamAsync();
        await Wait.ForAsync(stream.ReadExactlyAsync(new byte[512 * 1024]));
        var held = flights.Broker.Pool.Lent;
        Assert.InRange(held, 512 * 1024, 1024 * 1024);

        flights.Time.Advance(Window + TimeSpan.FromMilliseconds(1));

        Assert.InRange(flights.Broker.Pool.Lent, 1, 64 * 1024);
        response.Dispose();
        await flights.AssertEmptyAsync();
    }

    private static async Task<(HttpResponseMessage First, HeldSend Send)> LandAsync(TestFlights flights, int index = 0)
    {
        var first = flights.Share()!;
        var send = await flights.Wire.SendAsync(index);
        send.GiveHead();
        return (await Wait.ForAsync(first), send);
    }

    private static async Task DrainAsync(params HttpResponseMessage[] responses)
    {
        foreach (var response in responses) await Wait.ForAsync(response.Content.ReadAsByteArrayAsync());
    }
}
