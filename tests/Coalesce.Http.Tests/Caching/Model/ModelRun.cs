using System.Collections.Immutable;
using System.Net;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Caching.Model;

/// <summary>Plays one sequence through a real chain, beside a model that knows all answers of the origin, and says of each that is given whether it may be.</summary>
internal sealed class ModelRun : IDisposable
{
    private const int ByRoute = 2; // this resource is fresh by its route, for so many seconds
    private const int RouteLifetime = 8;
    private readonly CacheChain _chain;
    private ImmutableDictionary<string, ModelAnswer> _given = ImmutableDictionary<string, ModelAnswer>.Empty;
    private readonly Dictionary<(int, int, int), int> _seen = [];
    private readonly (int Version, ModelPolicy Policy)[] _resources = [(1, ModelPolicy.All[0]), (1, ModelPolicy.All[3]), (1, ModelPolicy.All[5])];
    private HttpStatusCode? _state = HttpStatusCode.OK; // null: down
    private int _hits, _stale;

    public ModelRun() => _chain = new CacheChain(Answer, options => options.Routes[$"GET /{ByRoute}"] = new RouteOptions { FreshFor = TimeSpan.FromSeconds(RouteLifetime) });

    private DateTimeOffset Now => _chain.Time.GetUtcNow();

    /// <returns>How often what is kept was given, and how often stale.</returns>
    public async Task<(int Hits, int Stale)> PlayAsync(ModelStep[] steps)
    {
        foreach (var step in steps)
        {
            switch (step.Kind)
            {
                case ModelStepKind.Advance: _chain.Time.Advance(TimeSpan.FromSeconds(step.Amount)); break;
                case ModelStepKind.Change: _resources[step.Resource].Version++; break;
                case ModelStepKind.Policy: _resources[step.Resource].Policy = ModelPolicy.All[step.Amount % ModelPolicy.All.Length]; break;
                case ModelStepKind.State: _state = (step.Amount % 4) switch { 0 => null, 1 => HttpStatusCode.ServiceUnavailable, _ => HttpStatusCode.OK }; break;
                case ModelStepKind.Write: await WriteAsync(step.Resource, step.User); break;
                default: await GetAsync(step, ModelAsk.All[step.Amount % ModelAsk.All.Length]); break;
            }
            await Wait.UntilAsync(() => !_chain.IsBusy);
        }
        return (_hits, _stale);
    }

    public void Dispose() => _chain.Dispose();

    private HttpResponseMessage Answer(HttpRequestMessage request)
    {
        if (_state is not { } state) throw new HttpRequestException(HttpRequestError.ConnectionError);
        if (state != HttpStatusCode.OK || request.Method != HttpMethod.Get) return new HttpResponseMessage(state);
        var resource = request.RequestUri!.AbsolutePath[1] - '0';
        var (version, policy) = _resources[resource];
        var what = $"{resource} {request.Headers.GetValues("Authorization").Single()} {(policy.Varies ? request.Headers.GetValues("Accept-Language").Single() : "any")} {version}";
        var tag = $"\"{what.Replace(' ', '-')}\"";
        HttpResponseMessage response;
        if (policy.HasTag && request.Headers.NonValidated.TryGetValues("If-None-Match", out var asked) && asked.ToString() == tag)
        {
            response = new HttpResponseMessage(HttpStatusCode.NotModified);
            Each(body => body.StartsWith(what + " ", StringComparison.Ordinal), answer => answer.Holding(Now, policy));
        }
        else
        {
            var body = $"{what} {_given.Count}"; // no two are the same
            response = CacheChain.Response(body);
            _given = _given.Add(body, new ModelAnswer(version, Now, policy));
        }
        if (policy.CacheControl is { } control) response.Headers.TryAddWithoutValidation("Cache-Control", control);
        if (policy.HasTag) response.Headers.TryAddWithoutValidation("ETag", tag);
        if (policy.Varies) response.Headers.TryAddWithoutValidation("Vary", "Accept-Language");
        response.Headers.Date = Now;
        return response;
    }

    private void Each(Func<string, bool> which, Func<ModelAnswer, ModelAnswer> change) =>
        _given = _given.SetItems(_given.Where(given => which(given.Key)).Select(given => KeyValuePair.Create(given.Key, change(given.Value))));

    private async Task WriteAsync(int resource, int user)
    {
        Each(_ => true, answer => answer with { IsOutdated = true });
        try
        {
            using var response = await _chain.SendAsync(HttpMethod.Post, $"/{resource}", $"Authorization: {user}");
            if (response.StatusCode != HttpStatusCode.OK) return;
            _resources[resource].Version++;
            Each(body => body[0] - '0' == resource, answer => answer with { IsGone = true });
        }
        catch (HttpRequestException) when (_state is null)
        {
            // It cannot be reached: what is fresh by its route is no longer, and nothing has gone.
        }
    }

    private async Task GetAsync(ModelStep step, ModelAsk ask)
    {
        List<string> headers = [$"Authorization: {step.User}", $"Accept-Language: {step.Language}"];
        if (ask.CacheControl is { } control) headers.Add($"Cache-Control: {control}");
        var (before, given) = (_chain.Sent, _given); // what is asked beside the answer changes nothing of it
        (HttpStatusCode Status, string Body, string CacheStatus) got;
        try
        {
            got = await _chain.GetAsync($"/{step.Resource}", [.. headers]);
        }
        catch (HttpRequestException) when (_state is null)
        {
            return;
        }
        var isHit = got.CacheStatus.StartsWith("Coalesce; hit", StringComparison.Ordinal);
        if (got.Status == HttpStatusCode.GatewayTimeout)
        {
            Assert.True(ask.OnlyIfCached && _chain.Sent == before);
            return;
        }
        if (got.Status == HttpStatusCode.ServiceUnavailable)
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, _state);
            return;
        }
        Assert.Equal(HttpStatusCode.OK, got.Status);
        Assert.True(isHit || _chain.Sent > before);
        Assert.False(isHit && ask.NoStore);
        var parts = got.Body.Split(' ');
        Assert.Equal((step.Resource, step.User), (int.Parse(parts[0]), int.Parse(parts[1]))); // another's answer is the worst of all
        Assert.True(parts[2] == "any" || parts[2] == $"{step.Language}");
        Check(step, ask, (isHit ? given : _given)[got.Body], isHit, isStale: !isHit && got.CacheStatus.Contains("detail=", StringComparison.Ordinal));
    }

    private void Check(ModelStep step, ModelAsk ask, ModelAnswer answer, bool isHit, bool isStale)
    {
        var key = (step.Resource, step.User, step.Language);
        if (!isHit && !isStale)
        {
            Assert.Equal(_resources[step.Resource].Version, answer.Version);
            if (!ask.NoStore) _seen[key] = answer.Version;
            return;
        }
        Assert.False(answer.IsGone, "It is from before a write to its URI.");
        var policy = answer.Policy;
        var byRoute = step.Resource == ByRoute;
        var age = (int)(Now - answer.At).TotalSeconds;
        var left = answer.IsNotFresh || (byRoute && answer.IsOutdated) ? Math.Min(0, -age) : (byRoute ? RouteLifetime : policy.Lifetime) - age;
        Assert.False(policy.NoStore || (policy.NoCache && !byRoute) || ask.NoCache, "It was not to be given without asking.");
        Assert.False(age > ask.MaxAge, "It is older than the request wants.");
        if (isHit)
        {
            _hits++;
            if (left > 0) Assert.True(left >= ask.MinFresh);
            else Assert.True(ask.WantsStale && (!policy.MustRevalidate || byRoute) && (ask.MaxStale is { } most ? -left <= most : -left <= policy.Beside), $"It has been stale for {-left} s.");
            Assert.True(answer.Version >= _seen.GetValueOrDefault(key), "It is older than what the same request was given before.");
            return;
        }
        _stale++;
        Assert.NotEqual(HttpStatusCode.OK, _state);
        Assert.True(ask.WantsStale && (!policy.MustRevalidate || byRoute) && !(-left > ask.MaxStale));
        if (!byRoute) Assert.True(_state is null ? !(-left > policy.OnError) : -left <= policy.OnError);
    }
}
