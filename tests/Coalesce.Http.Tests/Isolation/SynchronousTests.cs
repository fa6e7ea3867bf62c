namespace Coalesce.Http.Tests.Isolation;

/// <summary>Callers that block their threads, in chains that add a token either way.</summary>
public sealed class SynchronousTests
{
    private const int Rounds = 100;
    private static readonly string[] Users = ["ann", "bob"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TokenAddedInside_InFlight_EveryoneGetsTheirOwn(bool partition)
    {
        var stage = new Stage();
        using var client = new HttpClient(CoalescingPipeline.Create(new EitherHandler { InnerHandler = new EitherWire(stage) }, options =>
        {
            if (partition) options.Partition = _ => Stage.User;
        }));
        for (var round = 0; round < Rounds; round++)
        {
            stage.CloseWire();
            var calls = Enumerable.Range(round, 4).Select(i => Stage.AsAsync(Users[i % 2], () => Task.Run(() =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "http://api.test/me");
                using var response = client.Send(request);
                using var reader = new StreamReader(response.Content.ReadAsStream());
                return reader.ReadToEnd();
            }))).ToList();
            stage.OpenWire();
            for (var i = 0; i < calls.Count; i++) Assert.Equal(Users[(round + i) % 2], await Coalesce.Http.Testing.Wait.ForAsync(calls[i]));
        }
    }

    private sealed class EitherHandler : DelegatingHandler
    {
        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            AmbientChains.AddToken(request);
            return base.Send(request, cancellationToken);
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            AmbientChains.AddToken(request);
            return base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class EitherWire(Stage stage) : HttpMessageHandler
    {
        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) => stage.AnswerAsync(request, cancellationToken).GetAwaiter().GetResult();

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => stage.AnswerAsync(request, cancellationToken);
    }
}
