using System.Globalization;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Broker.Tests.Flights;

/// <summary>One caller of a random schedule: leaves, reads, and in the end says whether its outcome was right.</summary>
internal sealed class ScheduledCaller(TestFlights flights, string target, int index) : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource _source = new();
    private readonly byte[] _buffer = new byte[3000];
    private HashSet<int> _cancelledBefore = [];
    private Task<HttpResponseMessage> _answer = null!;
    private Task _read = Task.CompletedTask;
    private HttpResponseMessage? _response;
    private Stream? _stream;
    private Exception? _failure;
    private TimeSpan _unread;
    private long _lastRead;
    private long _position;
    private bool _disposed;
    private bool _ended;

    public bool IsOver => _ended || _failure is not null;

    public void Join()
    {
        _cancelledBefore = [.. flights.Wire.Sends.Where(send => send.Token.IsCancellationRequested).Select(send => send.Index)];
        _answer = flights.Share(target, token: _source.Token)
            ?? flights.SendInnerAsync(new HttpRequestMessage(HttpMethod.Get, "http://stub" + target), _source.Token);
        _lastRead = flights.Time.GetTimestamp();
    }

    public void LeaveByToken() => _source.Cancel();

    public void DisposeResponse()
    {
        if (!_answer.IsCompletedSuccessfully) return;
        _disposed = true;
        _answer.GetAwaiter().GetResult().Dispose();
    }

    /// <summary>Begins one read, unless one is under way or there is nothing to read.</summary>
    public void Read()
    {
        if (_answer.IsCompleted && _read.IsCompleted && !IsOver) _read = ReadOnceAsync();
    }

    public async Task FinishAsync()
    {
        await _read;
        while (!IsOver) await ReadOnceAsync();
        _response?.Dispose();
    }

    public async Task LeaveAsync()
    {
        LeaveByToken();
        try
        {
            (await Wait.ForAsync(_answer)).Dispose();
        }
        catch (Exception e) when (e is not TimeoutException)
        {
            _failure ??= e;
        }
        _disposed = true;
        await Wait.ForAsync(_read);
    }

    /// <summary>Each caller ends once, with its own cancellation, its flight's failure, or the whole right body.</summary>
    public void AssertRight(IReadOnlyList<ScheduledSend> sends)
    {
        var mayBeCancelled = _source.IsCancellationRequested;
        switch (_failure)
        {
            case null:
                Assert.True(_ended || mayBeCancelled || _disposed, Say("has no outcome"));
                if (_ended) Assert.True(Served(sends).IsWhole(_position), Say($"got {_position} bytes and an end"));
                break;
            case OperationCanceledException e:
                Assert.True(mayBeCancelled, Say($"was cancelled although it never left: {e}"));
                break;
            case ObjectDisposedException e:
                Assert.True(_disposed || mayBeCancelled, Say($"was disposed by another: {e}"));
                break;
            case IOException { Message: var message } when message.Contains("did not read for", StringComparison.Ordinal):
                Assert.True(_unread >= Grace, Say($"failed as too slow after {_unread}"));
                break;
            case IOException { Message: var message } when message.Contains("earlier read", StringComparison.Ordinal):
                Assert.True(mayBeCancelled, Say("lost its body although it never left"));
                break;
            default:
                var send = sends.FirstOrDefault(send => send.FailedWith(_failure.Message));
                Assert.True(send is not null, Say($"got a failure that was nobody's: {_failure}"));
                Assert.False(_cancelledBefore.Contains(send.Index), Say("joined a flight that was over"));
                break;
        }
    }

    public void Dispose() => _source.Dispose();

    private async Task ReadOnceAsync()
    {
        try
        {
            _response ??= await _answer;
            _stream ??= await _response.Content.ReadAsStreamAsync();
            _unread = flights.Time.GetElapsedTime(_lastRead);
            _lastRead = flights.Time.GetTimestamp();
            var count = await _stream.ReadAsync(_buffer, _source.Token);
            var send = SendIndex();
            for (var i = 0; i < count; i++)
            {
                if (_buffer[i] == ScheduledSend.ByteAt(send, _position + i)) continue;
                throw new InvalidDataException(Say($"got a wrong byte at {_position + i}"));
            }
            _position += count;
            _ended = count == 0;
        }
        catch (Exception e)
        {
            _failure ??= e;
        }
    }

    private ScheduledSend Served(IReadOnlyList<ScheduledSend> sends)
    {
        var index = SendIndex();
        Assert.False(_cancelledBefore.Contains(index), Say("joined a flight that was over"));
        return sends[index];
    }

    private int SendIndex() => int.Parse(_response!.Headers.GetValues("X-Send").Single(), CultureInfo.InvariantCulture);

    private string Say(string what) => $"Caller {index} of {target} {what}.";
}
