using System.Text;
using Coalesce.Http.Broker;

namespace Coalesce.Http.Sqlite;

/// <summary>A new entry as it is written, made on its caller's thread, so that the one that writes has less to do.</summary>
internal sealed class EntryRow(OutboxEntry entry, Secrets secrets)
{
    public OutboxEntry Entry { get; } = entry;

    public byte[] Id { get; } = entry.Id.ToByteArray(bigEndian: true);

    public long KeyPrint { get; } = secrets.Fingerprints.Key(entry);

    public long LanePrint { get; } = secrets.Fingerprints.Lane(entry);

    public long UriPrint { get; } = secrets.Fingerprints.Uri(entry);

    public byte[] Content { get; } = secrets.Fingerprints.Content(entry);

    public SealedColumns Columns { get; } = SealedColumns.Of(entry, secrets.Sealer);

    public int BodyWeight { get; } = entry.Body.GetValueOrDefault().Length;

    /// <summary>What it counts while it is live.</summary>
    public long Weight { get; } = Encoding.UTF8.GetByteCount(entry.Uri.AbsoluteUri) + HeaderList.Weigh(entry.Headers) + entry.Body.GetValueOrDefault().Length;
}
