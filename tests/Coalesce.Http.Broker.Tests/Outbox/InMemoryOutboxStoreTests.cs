using Coalesce.Http.Testing;

namespace Coalesce.Http.Broker.Tests.Outbox;

public sealed class InMemoryOutboxStoreTests : OutboxStoreContract
{
    protected override IOutboxStore CreateStore() => new InMemoryOutboxStore();
}
