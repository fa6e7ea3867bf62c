using System.Security.Cryptography;
using System.Text;

namespace Coalesce.Http.Broker.Outbox;

/// <summary>Marks credentials, so that they can be told apart and not be read: a hash under the store's own secret. The store is open by then.</summary>
internal sealed class CredentialMarks(IOutboxStore store)
{
    public string Of(string credentials) => Convert.ToBase64String(HMACSHA256.HashData(store.Secret.Span, Encoding.UTF8.GetBytes(credentials)));
}
