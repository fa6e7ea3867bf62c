using System.Net.NetworkInformation;

namespace Coalesce.Http.Broker.Outbox;

/// <summary>Hears from the system that the network is there again: a hint, which spares entries the rest of their wait. Where a system tells nothing, they wait for their time.</summary>
internal sealed class NetworkWatch(Action backOnline) : IDisposable
{
    private readonly Lock _gate = new();
    private bool _isListening, _isOver;

    /// <summary>Listens; once, however often it is called, and not after the end.</summary>
    public void Begin()
    {
        // The system's event calls no handler while one is added or removed, so that nothing of others runs under the gate.
        lock (_gate)
        {
            if (_isListening || _isOver) return;
            _isListening = true;
            try
            {
                // It would call with the context of whoever came first.
                using (ExecutionContext.SuppressFlow()) NetworkChange.NetworkAvailabilityChanged += Heard;
            }
            catch (Exception e) when (e is PlatformNotSupportedException or NetworkInformationException)
            {
                // Nobody tells: nothing to listen to, and nothing to undo.
                _isListening = false;
                _isOver = true;
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isOver = true;
            if (!_isListening) return;
            _isListening = false;
            NetworkChange.NetworkAvailabilityChanged -= Heard;
        }
    }

    private void Heard(object? sender, NetworkAvailabilityEventArgs told)
    {
        if (told.IsAvailable) backOnline();
    }
}
