using System.Globalization;
using System.Text;
using Coalesce.Http.Broker;
using Coalesce.Http.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Coalesce.Http.Tests.Writes;

/// <summary>
/// One random interleaving of reads and writes over one chain. Its reference keeps, of each write, when it began and when it ended, and asks of each read
/// that its answer was made after the last of these that concerns it and that had happened when the read was started.
/// </summary>
internal sealed class WriteSchedule : IDisposable
{
    private static readonly string[] Paths = ["/items", "/items/1", "/itemsets", "/other", "/graphql"];
    private static readonly string?[] Partitions = [null, null, "a", "b"];
    private readonly Random _random;
    private readonly WriteServer _server = new();
    private readonly FakeTimeProvider _time = new();
    private readonly List<(Target Target, long At)> _writes = [];
    private readonly List<Task> _reads = [];
    private readonly List<(Task Task, Target Target, CancellationTokenSource Leave, int Write)> _open = [];
    private readonly ForgetScope _scope;
    private readonly HttpClient _client;
    private int _collapsed;

    public WriteSchedule(int seed)
    {
        _random = new Random(seed);
        _scope = (ForgetScope)_random.Next(3);
        var maxConcurrency = _random.Next(4) == 0 ? 2 : (int?)null;
        _client = new HttpClient(CoalescingPipeline.Create(_server, options =>
        {
            options.ForgetOn = _scope;
            options.MaxConcurrency = maxConcurrency;
            options.TimeProvider = _time;
            options.Routes["POST /graphql"] = new RouteOptions { CoalesceBody = true };
        }));
    }

    /// <summary>Runs it; tells how many reads got another's answer, so that a test can see that it tested something.</summary>
    public async Task<int> RunAsync()
    {
        for (var i = 0; i < 16; i++) await StepAsync();
        _server.Open();
        foreach (var (task, _, leave, _) in _open)
        {
            await EndAsync(task);
            leave.Dispose();
        }
        foreach (var read in _reads) await Wait.ForAsync(read);
        return _collapsed;
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }

    private Task StepAsync()
    {
        switch (_random.Next(10))
        {
            case < 4:
                _reads.Add(ReadAsync(AnyTarget()));
                return Task.CompletedTask;
            case < 6:
                BeginWrite();
                return Task.CompletedTask;
            case 6:
                return EndAnyWriteAsync();
            case 7:
                _time.Advance(TimeSpan.FromMilliseconds(600));
                return Task.CompletedTask;
            case 8:
                if (AnyArrival() is { } landing) landing.GiveHead();
                return Task.CompletedTask;
            default:
                if (AnyArrival() is { } ending) ending.LetGo();
                return Task.CompletedTask;
        }
    }

    private async Task ReadAsync(Target target)
    {
        var since = _writes.Where(write => Concerns(write.Target, target)).Select(write => write.At).DefaultIfEmpty().Max();
        using var request = new HttpRequestMessage(target.Path == "/graphql" ? HttpMethod.Post : HttpMethod.Get, target.Uri);
        if (target.Path == "/graphql") request.Content = Document("{ items }");
        if (target.Partition is { } partition) request.WithPartition(partition);
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (response.GetCoalescing()?.Collapsed == true) Interlocked.Increment(ref _collapsed);
        var at = long.Parse(await response.Content.ReadAsStringAsync(), CultureInfo.InvariantCulture);
        Assert.True(at > since, $"A read of {target} got an answer made at {at}, and was started after a write at {since} ({_scope}).");
    }

    private void BeginWrite()
    {
        var target = AnyTarget();
        _writes.Add((target, _server.Tick()));
        var method = target.Path == "/graphql" ? "POST" : new[] { "POST", "PUT", "PATCH", "DELETE", "PURGE" }[_random.Next(5)];
        var request = new HttpRequestMessage(new HttpMethod(method), target.Uri);
        if (target.Path == "/graphql") request.Content = Document("mutation { add }");
        if (target.Partition is { } partition) request.WithPartition(partition);
        var leave = new CancellationTokenSource();
        request.Headers.Add("X-Write", _writes.Count.ToString(CultureInfo.InvariantCulture));
        _open.Add((_client.SendAsync(request, leave.Token), target, leave, _writes.Count));
    }

    /// <summary>Well, by a broken connection, or by its caller's leaving: however it ends, it may have been carried out just before.</summary>
    private async Task EndAnyWriteAsync()
    {
        if (_open.Count == 0) return;
        var at = _random.Next(_open.Count);
        var (task, target, leave, write) = _open[at];
        var arrival = _server.Arrivals.FirstOrDefault(arrival => arrival.Write == write); // none while it waits for its turn
        _open.RemoveAt(at);
        var how = _random.Next(3);
        if (arrival is null || how == 0) await leave.CancelAsync();
        else if (how == 1) arrival.Break();
        else arrival.LetGo();
        await EndAsync(task);
        leave.Dispose();
        _writes.Add((target, _server.Tick()));
    }

    private static async Task EndAsync(Task write)
    {
        try
        {
            await Wait.ForAsync(write);
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException)
        {
            // As it was told to.
        }
    }

    /// <summary>The promise, said in other words than the engine's.</summary>
    private bool Concerns(Target write, Target read)
    {
        if (write.Path == read.Path) return true;
        if (write.Partition != read.Partition) return false;
        return _scope switch
        {
            ForgetScope.Origin => true,
            ForgetScope.PathPrefix => read.Path.StartsWith(write.Path, StringComparison.Ordinal),
            _ => false,
        };
    }

    private WriteServer.Arrival? AnyArrival()
    {
        var reads = _server.Arrivals.Where(arrival => arrival.Write is null).ToList();
        return reads.Count == 0 ? null : reads[_random.Next(reads.Count)];
    }

    private Target AnyTarget() => new(
        Paths[Math.Min(_random.Next(8), Paths.Length - 1) % Paths.Length], _random.Next(3) == 0 ? "?q=1" : "", Partitions[_random.Next(Partitions.Length)]);

    private static StringContent Document(string query) => new($$"""{"query":"{{query}}"}""", Encoding.UTF8, "application/json");

    private sealed record Target(string Path, string Query, string? Partition)
    {
        public Uri Uri { get; } = new($"http://api.test{Path}{Query}");
    }
}
