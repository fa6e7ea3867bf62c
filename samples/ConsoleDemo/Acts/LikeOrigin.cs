using System.Globalization;
using ConsoleDemo.Origins;
using Microsoft.AspNetCore.Http;

namespace ConsoleDemo.Acts;

/// <summary>
/// A server that likes posts, and knows requests again by their key, as the outbox asks of servers. It can be slow, and it can die in the middle of a request,
/// before it has carried it out or after.
/// </summary>
internal sealed class LikeOrigin(Clock clock) : IAnswers
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (int Post, int Number)> _byKey = [];
    private readonly List<(int Post, int Number)> _carriedOut = [];
    private readonly TaskCompletionSource _holding = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _hasDied = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _judged;
    private int _deaths;
    private int _died;
    private int _repeats;
    private int _others;

    /// <summary>How long every answer takes from now on.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>So many are answered; those that come then are carried out, and get no answer. <see langword="null"/>: all are answered.</summary>
    public int? AnswersBeforeHold { get; set; }

    /// <summary>Completes when the first is carried out that gets no answer.</summary>
    public Task Holding => _holding.Task;

    /// <summary>What was carried out, in order.</summary>
    public IReadOnlyList<(int Post, int Number)> CarriedOut { get { lock (_lock) return [.. _carriedOut]; } }

    /// <summary>How many keys have come.</summary>
    public int Keys { get { lock (_lock) return _byKey.Count; } }

    /// <summary>Requests whose key had been carried out before: they were only answered again.</summary>
    public int Repeats { get { lock (_lock) return _repeats; } }

    /// <summary>Requests without a key, or with one that had come with another like.</summary>
    public int Others { get { lock (_lock) return _others; } }

    public int Died { get { lock (_lock) return _died; } }

    /// <summary>Completes when it has died as often as <see cref="DieIn"/> was told.</summary>
    public Task HasDied => _hasDied.Task;

    /// <summary>Dies in the next requests: in the first before it is carried out, in the second after, and so on.</summary>
    public void DieIn(int requests)
    {
        lock (_lock) _deaths = requests;
    }

    public async Task AnswerAsync(HttpContext context, LoggedRequest request)
    {
        using var reader = new StreamReader(context.Request.Body);
        var number = int.Parse(await reader.ReadToEndAsync(context.RequestAborted), CultureInfo.InvariantCulture);
        var post = int.Parse(context.Request.Path.Value!.Split('/')[2], CultureInfo.InvariantCulture);
        await Task.Delay(Latency, clock.Time, context.RequestAborted);
        if (!CarryOut(context.Request.Headers["Idempotency-Key"].ToString(), (post, number))) context.Abort();
        else if (IsHeld())
        {
            _holding.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }
    }

    private bool IsHeld()
    {
        lock (_lock) return ++_judged > AnswersBeforeHold;
    }

    /// <returns>Whether it may be answered.</returns>
    private bool CarryOut(string key, (int Post, int Number) like)
    {
        lock (_lock)
        {
            var dies = _deaths > 0;
            if (dies)
            {
                _died++;
                var isBefore = _deaths-- % 2 == 0;
                if (_deaths == 0) _hasDied.TrySetResult(); // its continuations run elsewhere, not under the lock
                if (isBefore) return false;
            }
            if (key.Length == 0 || _byKey.GetValueOrDefault(key, like) != like) _others++;
            else if (!_byKey.TryAdd(key, like)) _repeats++;
            else _carriedOut.Add(like);
            return !dies;
        }
    }
}
