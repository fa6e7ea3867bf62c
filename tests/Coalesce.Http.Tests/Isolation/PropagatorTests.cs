using System.Diagnostics;
using Coalesce.Http.Testing;
using Coalesce.Http.Tests.Wrapping;
using Microsoft.AspNetCore.Http;

namespace Coalesce.Http.Tests.Isolation;

/// <summary>A propagator of the app's own writes headers below everything of ours, from ambient state.</summary>
public sealed class PropagatorTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Propagator_AddsTheTenantOfTheMoment_EveryoneGetsTheirOwn(bool partition)
    {
        var gate = new Gate();
        await using var origin = await TestOrigin.StartAsync(async context =>
        {
            await gate.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync(context.Request.Headers["X-Tenant-Id"].ToString());
        });
        using var pipeline = CoalescingPipeline.Create(new SocketsHttpHandler { ActivityHeadersPropagator = new TenantPropagator() }, options =>
        {
            if (partition) options.Partition = _ => Stage.User;
        });
        using var client = new HttpClient(pipeline) { BaseAddress = origin.BaseAddress };
        using var activity = new Activity("test").Start();
        string[] users = ["ann", "bob", "ann", "bob"];

        var calls = users.Select(user => Stage.AsAsync(user, () => client.GetStringAsync("me"))).ToList();
        await origin.WaitForRequestsAsync(1);
        gate.Open();

        for (var i = 0; i < users.Length; i++) Assert.Equal(users[i], await Wait.ForAsync(calls[i]));
    }

    private sealed class TenantPropagator : DistributedContextPropagator
    {
        public override IReadOnlyCollection<string> Fields => ["X-Tenant-Id"];

        public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter) => setter?.Invoke(carrier, "X-Tenant-Id", Stage.User!);

        public override void ExtractTraceIdAndState(object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState) =>
            traceId = traceState = null;

        public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) => null;
    }
}
