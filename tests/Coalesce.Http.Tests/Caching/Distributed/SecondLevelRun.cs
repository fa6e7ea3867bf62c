using System.Globalization;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Caching.Distributed;

/// <summary>Plays one sequence, and holds each answer against what its process may see at least.</summary>
internal sealed class SecondLevelRun : IDisposable
{
    private readonly int[] _versions = [1, 1];
    private readonly int[] _told = [1, 1]; // what a process that starts now may see at least
    private readonly int[][] _least = [[1, 1], [1, 1], [1, 1]]; // what each process may
    private readonly bool[] _sawFailure = new bool[3];
    private readonly List<Held> _held = [];
    private readonly Processes _processes;
    private readonly CacheChain[] _running;

    public SecondLevelRun()
    {
        _processes = new Processes(request => Answer(UriOf(request)));
        _running = [_processes.Start(), _processes.Start(), _processes.Start()];
    }

    /// <summary>How often a process found what another had kept.</summary>
    public int Found { get; private set; }

    public async Task PlayAsync(SecondLevelStep[] steps)
    {
        foreach (var step in steps)
        {
            if (_processes.Store.IsDown || _processes.Store.IsLate) _sawFailure[step.Process] = true;
            await PlayAsync(step);
        }
        while (_held.Count > 0) await LetGoAsync(_held[0]);
    }

    public void Dispose() => _processes.Dispose();

    private async Task PlayAsync(SecondLevelStep step)
    {
        var (at, uri, process) = (step.Process, step.Uri, _running[step.Process]);
        switch (step.Act)
        {
            case SecondLevelAct.Read:
                var answer = await process.GetAsync($"/{uri}");
                Check(answer.Body, _least[at][uri]);
                if (process.Sent == 0) Found++;
                break;
            case SecondLevelAct.Hold when !_held.Any(held => held.Process == at):
                var head = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
                process.Later = request => request.Headers.CacheControl is { NoCache: true } ? head.Task : null;
                var before = process.Sent;
                _held.Add(new Held(at, Answer(uri), head, _least[at][uri], process.GetAsync($"/{uri}", "Cache-Control: no-cache")));
                await process.Stub.WaitForRequestsAsync(before + 1);
                break;
            case SecondLevelAct.LetGo when _held.Count > 0:
                await LetGoAsync(_held[0]);
                break;
            case SecondLevelAct.Write:
                _versions[uri]++;
                (await process.SendAsync(HttpMethod.Put, $"/{uri}")).Dispose();
                _least[at][uri] = _versions[uri];
                if (!_sawFailure[at]) _told[uri] = _versions[uri];
                break;
            case SecondLevelAct.Restart:
                if (_held.Find(held => held.Process == at) is { } open) await LetGoAsync(open);
                process.Dispose();
                _running[at] = _processes.Start();
                _sawFailure[at] = _processes.Store.IsDown || _processes.Store.IsLate;
                _told.CopyTo(_least[at], 0);
                break;
            case SecondLevelAct.Fail:
                _processes.Store.IsDown = true;
                Array.Fill(_sawFailure, true); // what any of them is still telling fails, too
                break;
            case SecondLevelAct.Late:
                _processes.Store.IsLate = true;
                Array.Fill(_sawFailure, true);
                break;
            case SecondLevelAct.CarryOut:
                _processes.Store.CarryOut();
                break;
            case SecondLevelAct.Mend:
                _processes.Store.IsDown = _processes.Store.IsLate = false;
                _processes.Time.Advance(TimeSpan.FromSeconds(6)); // no break lasts longer
                break;
            case SecondLevelAct.LoseGenerations:
                _processes.Store.Lose(static value => value.Length == 16);
                break;
            case SecondLevelAct.LoseRecords:
                _processes.Store.Lose(static value => value.Length > 16);
                break;
        }
    }

    private async Task LetGoAsync(Held held)
    {
        _held.Remove(held);
        held.Head.SetResult(held.Answer);
        Check((await Wait.ForAsync(held.Reading)).Body, held.Least);
    }

    private HttpResponseMessage Answer(int uri) => CacheChain.Response($"{_versions[uri]}", "Cache-Control: max-age=100000");

    private static int UriOf(HttpRequestMessage request) => request.RequestUri!.AbsolutePath[1] - '0';

    private static void Check(string body, int least) => Assert.True(int.Parse(body, CultureInfo.InvariantCulture) >= least, $"Version {body} is from before version {least}.");

    private sealed record Held(int Process, HttpResponseMessage Answer, TaskCompletionSource<HttpResponseMessage> Head, int Least, Task<(System.Net.HttpStatusCode Status, string Body, string CacheStatus)> Reading);
}
