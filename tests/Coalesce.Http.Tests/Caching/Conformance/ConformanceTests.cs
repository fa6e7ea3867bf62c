using System.Net.Http.Headers;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Caching.Conformance;

/// <summary>What RFC 9111, 9110, 5861, 8246, 6585 and 9211 ask of a cache, section by section, over real sockets, as a private and as a shared cache.</summary>
public sealed class ConformanceTests(ConformanceHost host) : IClassFixture<ConformanceHost>
{
    private static readonly Dictionary<string, Case> Cases = ConformanceCases.All.ToDictionary(one => one.ToString());

    public static TheoryData<string, CaseMode> Runs
    {
        get
        {
            var runs = new TheoryData<string, CaseMode>();
            foreach (var (name, played) in Cases)
            {
                if (played.Private) runs.Add(name, CaseMode.Private);
                if (played.Shared) runs.Add(name, CaseMode.Shared);
                if (played.Private) runs.Add(name, CaseMode.Restarted);
            }
            return runs;
        }
    }

    [Theory, MemberData(nameof(Runs))]
    public async Task Cache_Conforms(string name, CaseMode mode)
    {
        var label = $"c{Math.Abs(HashCode.Combine(string.GetHashCode(name), mode)):x}";
        using var run = host.Begin(label, Cases[name], mode);
        for (var i = 0; i < Cases[name].Steps.Length; i++)
        {
            var text = Cases[name].Steps[i];
            try
            {
                await PlayAsync(run, label, Step.Parse(text, run.Time.GetUtcNow()));
            }
            catch (Exception e) when (e is not TimeoutException)
            {
                throw new InvalidOperationException($"Step {i}, {text}: {e.Message}", e);
            }
        }
    }

    private async Task PlayAsync(CaseRun run, string label, Step step)
    {
        if (step.Advance is { } time)
        {
            run.Advance(time);
            return;
        }
        run.Begin(step);
        if (step.IsBroken)
        {
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => ReadAsync(label, step));
            await Wait.UntilAsync(() => !run.IsBusy);
            return;
        }
        using var response = await Wait.ForAsync(host.SendAsync(label, step));
        var body = await Wait.ForAsync(response.Content.ReadAsStringAsync());
        var answer = step.IsBeside ? null : step.Answers.LastOrDefault();
        Assert.Equal(step.Status ?? answer?.Status ?? 200, (int)response.StatusCode);
        if ((step.Body ?? (step.Status is null && step.Method != "HEAD" ? answer?.Body : null)) is { } expected) Assert.Equal(expected, body);
        // Whoever has the last byte may be ahead of the cache, which waits for the body's end.
        await Wait.UntilAsync(() => (!step.IsBeside || run.Attempts >= step.Answers.Count) && !run.IsBusy);
        if (step is { IsBeside: true, Answers: [{ Status: < 400 }] }) await FreshAsync(label, step.Path);
        Assert.Equal((step.Answers.Count, "sent"), (run.Attempts, "sent"));
        foreach (var (name, value) in step.Seen) Check(name, value, ValueOf(response, name.TrimStart('!')));
        foreach (var (request, headers) in step.Sent)
        {
            foreach (var (name, value) in headers) Check(name, value, run.Sent[request].Header(name.TrimStart('!')));
        }
    }

    /// <summary>Nobody waits for what is asked beside, so nothing tells that it is kept but the cache itself, which is asked without being sent anything.</summary>
    private async Task FreshAsync(string label, string path)
    {
        var asked = Step.Parse($"GET {path} {{CC: only-if-cached, min-fresh=1}}", default);
        var isFresh = false;
        for (var until = Environment.TickCount64 + (long)Wait.Limit.TotalMilliseconds; !isFresh && Environment.TickCount64 < until;)
        {
            using var response = await Wait.ForAsync(host.SendAsync(label, asked));
            isFresh = response.IsSuccessStatusCode;
        }
        Assert.True(isFresh, "What was asked beside is not kept.");
    }

    private async Task ReadAsync(string label, Step step)
    {
        using var response = await Wait.ForAsync(host.SendAsync(label, step));
        await Wait.ForAsync(response.Content.ReadAsStringAsync());
    }

    private static void Check(string name, string expected, string? actual)
    {
        if (name.StartsWith('!')) Assert.Equal((name, null), (name, actual));
        else if (expected.Length > 0) Assert.Equal((name, expected), (name, actual));
        else Assert.True(actual is not null, $"{name} is missing.");
    }

    private static string? ValueOf(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out HeaderStringValues values) || response.Content.Headers.NonValidated.TryGetValues(name, out values) ? string.Join(", ", values) : null;
}
