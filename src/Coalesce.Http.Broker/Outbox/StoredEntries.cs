namespace Coalesce.Http.Broker.Outbox;

/// <summary>All entries of a store, by id and by client. Guarded by the gate of the store.</summary>
internal sealed class StoredEntries
{
    private readonly Dictionary<Guid, StoredEntry> _byId = [];
    private readonly Dictionary<string, StoredClient> _clients = [];
    private readonly Dictionary<string, long> _renewals = [];
    private long _lastNumber;

    public StoredEntry? Find(Guid id) => _byId.GetValueOrDefault(id);

    public StoredEntry? Find(string client, Guid id) => Find(id) is { } stored && stored.Entry.Client == client ? stored : null;

    public StoredClient? Find(string client) => _clients.GetValueOrDefault(client);

    public StoredClient ClientOf(StoredEntry stored) => _clients[stored.Entry.Client];

    public StoredClient ClientOf(OutboxEntry entry)
    {
        if (!_clients.TryGetValue(entry.Client, out var client)) _clients.Add(entry.Client, client = new StoredClient());
        return client;
    }

    /// <summary>A new one that is not in yet.</summary>
    public StoredEntry Prepare(OutboxEntry entry, OutboxContent content) => new(entry, content, _lastNumber + 1);

    public void Add(StoredEntry stored)
    {
        _byId.Add(stored.Entry.Id, stored);
        _lastNumber = stored.Number;
        ClientOf(stored).Add(stored);
    }

    public void Remove(StoredEntry stored)
    {
        ClientOf(stored).Remove(stored);
        _byId.Remove(stored.Entry.Id);
    }

    public void Renew(string owner) => _renewals[owner] = _renewals.GetValueOrDefault(owner) + 1;

    public OutboxClaim ClaimOn(StoredEntry stored) => new(stored.Lease, _renewals.GetValueOrDefault(stored.Owner!));
}
