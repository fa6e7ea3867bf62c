using Coalesce.Http.Broker;
using Coalesce.Http.Broker.Messages;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Coalesce.Http;

/// <summary>What one client's chains have in common: its broker, and its options read once.</summary>
internal sealed class CoalescingClient : IDisposable
{
    private int _warnedOfResilience;

    public CoalescingClient(string name, CoalescingOptions options, TimeProvider? time, ILoggerFactory? loggers)
    {
        Planner = new RequestPlanner(options);
        SendsPriority = options.SendPriorityHeader;
        Broker = new RequestBroker(new BrokerSettings
        {
            Name = name,
            Key = new KeyRules(options.Key.IgnoreHeaders, options.Key.InnerHeaders, options.SensitiveHeaders),
            MaxConcurrency = options.MaxConcurrency,
            Sharing = options.Sharing,
            ForgetOn = options.ForgetOn,
            JoinWindow = options.JoinWindow,
            MaxSharedBody = options.MaxSharedBody,
            MaxSharedMemory = options.MaxSharedMemory,
            SlowReaderGrace = options.SlowReaderGrace,
            Time = options.TimeProvider ?? time ?? TimeProvider.System,
            Logger = (options.LoggerFactory ?? loggers ?? NullLoggerFactory.Instance).CreateLogger("Coalesce.Http"),
        });
    }

    public RequestBroker Broker { get; }

    public RequestPlanner Planner { get; }

    public bool SendsPriority { get; }

    /// <summary>Once, although the factory builds chains again and again.</summary>
    public void WarnOfResilienceOutside(string outcome)
    {
        if (Interlocked.Exchange(ref _warnedOfResilience, 1) == 0) Broker.WarnOfResilienceOutside(outcome);
    }

    public void Dispose() => Broker.Dispose();
}
