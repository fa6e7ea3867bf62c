using BenchmarkDotNet.Attributes;

namespace Coalesce.Http.Benchmarks;

/// <summary><see cref="PassThroughCase"/> under BenchmarkDotNet.</summary>
[MemoryDiagnoser]
public class PassThroughBenchmarks
{
    private const int Requests = 1_000;
    private Dictionary<Alternative, Scenario> _scenarios = [];

    [ParamsAllValues]
    public PassThroughRequest Request { get; set; }

    [ParamsAllValues]
    public bool Streamed { get; set; }

    [ParamsAllValues]
    public ReadAs ReadAs { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var @case = new PassThroughCase(Request, Streamed, ReadAs);
        _scenarios = @case.Alternatives.ToDictionary(a => a, @case.Create);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        foreach (var scenario in _scenarios.Values) scenario.Dispose();
    }

    [Benchmark(OperationsPerInvoke = Requests)]
    public Task BareHttpClient() => _scenarios[Alternative.Bare].RunAsync(Requests);

    [Benchmark(OperationsPerInvoke = Requests, Baseline = true)]
    public Task EmptyHandler() => _scenarios[Alternative.Empty].RunAsync(Requests);

    [Benchmark(OperationsPerInvoke = Requests)]
    public Task StandardResilienceHandler() => _scenarios[Alternative.Resilience].RunAsync(Requests);

    [Benchmark(OperationsPerInvoke = Requests)]
    public Task TwentyLines() => _scenarios[Alternative.TwentyLines].RunAsync(Requests);

    [Benchmark(OperationsPerInvoke = Requests)]
    public Task CoalesceHttp() => _scenarios[Alternative.Ours].RunAsync(Requests);

    [Benchmark(OperationsPerInvoke = Requests)]
    public Task CoalesceHttpUncached() => _scenarios[Alternative.OursUncached].RunAsync(Requests);

    [Benchmark(OperationsPerInvoke = Requests)]
    public Task CoalesceHttpLimited() => _scenarios[Alternative.OursLimited].RunAsync(Requests);
}
