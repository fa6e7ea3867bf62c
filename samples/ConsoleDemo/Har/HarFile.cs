using System.Text.Json;

namespace ConsoleDemo.Har;

/// <summary>
/// Cuts the entries out of a HAR file, one at a time: of a file of any size, no more than its largest entry is in memory.
/// </summary>
internal sealed class HarFile(Stream stream, string name)
{
    /// <summary>Browsers nest the call stacks that led to a request, deeper than a JSON reader expects.</summary>
    internal const int MaxDepth = 4096;

    private static ReadOnlySpan<byte> Bom => "\uFEFF"u8;

    private enum Place { BeforeEntries, InEntries, AfterEntries }

    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private bool _beganReading;
    private bool _streamEnded;
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = MaxDepth });
    private Place _place;
    private bool _inLog;
    private bool _entriesNext;
    private int _entries;

    /// <summary>The next entry, valid until the next call.</summary>
    /// <exception cref="InputException">The file is no HAR, is cut off, or is no valid JSON.</exception>
    public bool TryNext(out ReadOnlyMemory<byte> entry)
    {
        while (true)
        {
            try
            {
                if (Advance(out entry)) return true;
            }
            catch (JsonException e)
            {
                throw NotJson(e);
            }
            if (_streamEnded) return AtEnd();
            Fill();
        }
    }

    /// <summary>Reads what is in the buffer, up to the end of the next entry.</summary>
    /// <returns>Whether there was one; if not, more bytes are needed, or there are none.</returns>
    private bool Advance(out ReadOnlyMemory<byte> entry)
    {
        entry = default;
        var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), isFinalBlock: false, _state);
        while (true)
        {
            var (before, state) = ((int)reader.BytesConsumed, reader.CurrentState);
            if (!reader.Read()) return Keep(before, state);
            if (_place == Place.InEntries && reader.TokenType != JsonTokenType.EndArray)
            {
                var first = (int)reader.TokenStartIndex;
                if (!reader.TrySkip()) return Keep(before, state);
                entry = _buffer.AsMemory(_start + first, (int)reader.BytesConsumed - first);
                _entries++;
                Keep((int)reader.BytesConsumed, reader.CurrentState);
                return true;
            }
            Walk(ref reader);
        }
    }

    /// <summary>Remembers how far the file has been read, so that the next call goes on from there.</summary>
    private bool Keep(int consumed, JsonReaderState state)
    {
        _start += consumed;
        _state = state;
        return false;
    }

    /// <summary>Finds <c>log.entries</c>, wherever it stands among the other members.</summary>
    private void Walk(ref Utf8JsonReader reader)
    {
        if (!_beganReading && reader.TokenType != JsonTokenType.StartObject) throw NotHar();
        _beganReading = true;
        if (_place == Place.InEntries)
        {
            _place = Place.AfterEntries;
        }
        else if (_entriesNext)
        {
            if (reader.TokenType != JsonTokenType.StartArray) throw new InputException($"{name} is no HAR file: its log.entries is no array.");
            _entriesNext = false;
            _place = Place.InEntries;
        }
        else if (_place == Place.BeforeEntries && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.CurrentDepth == 1) _inLog = reader.ValueTextEquals("log");
            else if (reader.CurrentDepth == 2 && _inLog) _entriesNext = reader.ValueTextEquals("entries");
        }
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        if (_buffer.Length - _end < Bom.Length)
        {
            if (_buffer.Length > int.MaxValue / 2) throw new InputException($"{name}: log.entries[{_entries}] is larger than a gigabyte.");
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
        var atBeginning = !_beganReading && _end == 0;
        var read = stream.ReadAtLeast(_buffer.AsSpan(_end), Bom.Length, throwOnEndOfStream: false);
        if (atBeginning && _buffer.AsSpan(0, read).StartsWith(Bom)) _start = Bom.Length;
        _end += read;
        _streamEnded = read == 0;
    }

    private bool AtEnd()
    {
        var whole = _beganReading && new Utf8JsonReader(ReadOnlySpan<byte>.Empty, isFinalBlock: false, _state).CurrentDepth == 0;
        if (_place == Place.AfterEntries && whole) return false;
        if (!_beganReading) throw _end == 0 ? new InputException($"{name} is empty.") : NotHar();
        throw _place switch
        {
            Place.InEntries => new InputException($"{name} is cut off: it ends in log.entries[{_entries}]."),
            Place.AfterEntries => new InputException($"{name} is cut off: it ends after the last of its {_entries} entries, before the JSON does."),
            _ when whole => NotHar(),
            _ => new InputException($"{name} is cut off: it ends before its entries."),
        };
    }

    private InputException NotHar() => new($"{name} is no HAR file: it has no log.entries.");

    private InputException NotJson(JsonException e)
    {
        var where = _place switch
        {
            Place.InEntries => $", in log.entries[{_entries}]",
            Place.AfterEntries => ", after its entries",
            _ when !_beganReading => " (a HAR file begins with a brace)",
            _ => ", before its entries",
        };
        return new InputException($"{name} is no valid JSON at line {e.LineNumber + 1}{where}.", e);
    }
}
