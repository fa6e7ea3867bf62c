using System.Collections.Immutable;
using System.Net;
using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Caching.Distributed;

/// <summary>A key's answers as bytes. Read only after the seal has shown that this library wrote them.</summary>
internal static class RecordFormat
{
    private const byte Edition = 1;

    public static byte[] Write(ImmutableArray<StoredResponse> answers, TimeProvider time)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Edition);
        writer.Write(answers.Length);
        foreach (var answer in answers) Write(writer, answer, time);
        writer.Flush();
        return stream.ToArray();
    }

    /// <param name="record">The bytes.</param>
    /// <param name="generation">What an answer has to name to be valid.</param>
    /// <param name="time">What tells how old they are.</param>
    /// <returns>Those that are valid; none of another edition.</returns>
    public static ImmutableArray<StoredResponse> Read(byte[] record, Guid generation, TimeProvider time)
    {
        using var reader = new BinaryReader(new MemoryStream(record));
        if (reader.ReadByte() != Edition) return [];
        var answers = ImmutableArray.CreateBuilder<StoredResponse>();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            if (Read(reader, time) is var answer && answer.Generation == generation) answers.Add(answer);
        }
        return answers.ToImmutable();
    }

    private static void Write(BinaryWriter writer, StoredResponse answer, TimeProvider time)
    {
        writer.Write(answer.Generation!.Value.ToByteArray());
        writer.Write((int)answer.Status);
        writer.Write(answer.Version.Major);
        writer.Write(answer.Version.Minor);
        Write(writer, answer.Reason);
        Write(writer, answer.Headers);
        Write(writer, answer.ContentHeaders);
        Write(writer, answer.Vary.Fields);
        writer.Write(answer.Lifetime.Ticks);
        writer.Write(answer.AgeAt(time).Ticks);
        writer.Write(time.GetUtcNow().UtcTicks);
        writer.Write(answer.Date.UtcTicks);
        writer.Write(answer.Weight);
        writer.Write(answer.Body.Length);
        writer.Write(answer.Body);
    }

    private static StoredResponse Read(BinaryReader reader, TimeProvider time)
    {
        var generation = new Guid(reader.ReadBytes(16));
        var status = (HttpStatusCode)reader.ReadInt32();
        var version = new Version(reader.ReadInt32(), reader.ReadInt32());
        var reason = ReadText(reader);
        var (headers, contentHeaders) = (ReadHeaders(reader), ReadHeaders(reader));
        var vary = VaryMatch.Of(ReadFields(reader));
        var lifetime = TimeSpan.FromTicks(reader.ReadInt64());
        var age = TimeSpan.FromTicks(reader.ReadInt64());
        var (written, now) = (new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero), time.GetUtcNow());
        var date = new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero);
        var weight = reader.ReadInt32();
        var body = reader.ReadBytes(reader.ReadInt32());
        using var head = ResponseMaker.Head(status, version, reason, headers, contentHeaders);
        return new StoredResponse
        {
            Generation = generation,
            Status = status,
            Version = version,
            Reason = reason,
            Headers = headers,
            ContentHeaders = contentHeaders,
            Body = body,
            Directives = ResponseDirectives.Of(head),
            Vary = vary,
            Lifetime = lifetime,
            IsFreshByRoute = false, // those are not kept here
            // By whichever clock makes it oldest: the writer's is another machine's. One that is ahead shows only that they differ; that counts as age, too.
            InitialAge = Longest(age, age + (now - written).Duration(), now - date),
            ReceivedStamp = time.GetTimestamp(),
            Received = now,
            Date = date,
            Flight = 0, // whoever takes it in says which
            ETag = Validation.ETagOf(head),
            LastModified = Validation.LastModifiedOf(head, now),
            Weight = weight,
        };
    }

    private static TimeSpan Longest(TimeSpan one, TimeSpan other, TimeSpan another) => one > other ? (one > another ? one : another) : other > another ? other : another;

    private static void Write(BinaryWriter writer, string? text)
    {
        writer.Write(text is not null);
        if (text is not null) writer.Write(text);
    }

    private static string? ReadText(BinaryReader reader) => reader.ReadBoolean() ? reader.ReadString() : null;

    private static void Write(BinaryWriter writer, HeaderField[] fields)
    {
        writer.Write(fields.Length);
        foreach (var field in fields)
        {
            writer.Write(field.Name);
            writer.Write(field.Values.Count);
            foreach (var value in field.Values) writer.Write(value);
        }
    }

    private static HeaderField[] ReadHeaders(BinaryReader reader)
    {
        var fields = new HeaderField[reader.ReadInt32()];
        for (var i = 0; i < fields.Length; i++)
        {
            var name = reader.ReadString();
            var values = new string[reader.ReadInt32()];
            for (var j = 0; j < values.Length; j++) values[j] = reader.ReadString();
            fields[i] = new HeaderField(name, values);
        }
        return fields;
    }

    private static void Write(BinaryWriter writer, ImmutableArray<(string Name, string? Value)> fields)
    {
        writer.Write(fields.Length);
        foreach (var (name, value) in fields)
        {
            writer.Write(name);
            Write(writer, value);
        }
    }

    private static ImmutableArray<(string Name, string? Value)> ReadFields(BinaryReader reader)
    {
        var fields = ImmutableArray.CreateBuilder<(string, string?)>();
        for (var left = reader.ReadInt32(); left > 0; left--) fields.Add((reader.ReadString(), ReadText(reader)));
        return fields.ToImmutable();
    }
}
