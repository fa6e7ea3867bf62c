using System.Globalization;
using Coalesce.Http;
using Coalesce.Http.Broker;

namespace ConsoleDemo.Acts;

/// <summary>Likes one post after the other, as a person does, and tells the board meanwhile how far all likes have come.</summary>
internal sealed class Liker : IAsyncDisposable
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(60), Refresh = TimeSpan.FromMilliseconds(100);
    private readonly HttpClient _client;
    private readonly IRequestOutbox _outbox;
    private readonly LikeBoard _board;
    private readonly Clock _clock;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _lock = new();
    private readonly List<Like> _likes = [];
    private Task _showing = Task.CompletedTask;

    public Liker(HttpClient client, IRequestOutbox outbox, LikeBoard board, Clock clock) => (_client, _outbox, _board, _clock) = (client, outbox, board, clock);

    public async Task LikeAsync(string phase, int[] posts, CancellationToken cancellationToken)
    {
        await ShowAsync();
        lock (_lock) _board.Begin(phase);
        if (_showing.IsCompleted) _showing = KeepShowingAsync();
        foreach (var post in posts)
        {
            await Task.Delay(Between, _clock.Time, cancellationToken);
            var asked = _clock.Now;
            var number = _likes.Count + 1;
            using var response = await _client.PostAsync($"/posts/{post}/likes", new StringContent(number.ToString(CultureInfo.InvariantCulture)), cancellationToken);
            var receipt = response.TryGetReceipt(out var given) ? given : null;
            lock (_lock) _likes.Add(new Like(number, post, (int)response.StatusCode, _clock.Now - asked, receipt));
        }
    }

    /// <summary>Shows the end.</summary>
    public async Task<IReadOnlyList<Like>> EndAsync()
    {
        await DisposeAsync();
        await ShowAsync();
        return _likes;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _showing;
    }

    private async Task KeepShowingAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            await ShowAsync();
            await Task.Delay(Refresh, _clock.Time, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ShowAsync()
    {
        var states = (await _outbox.CountAsync()).ByState;
        lock (_lock)
        {
            if (_likes.Count == 0) return;
            var own = _likes.Count(like => like.Receipt is null);
            _board.Show(new LikeTally(own, _likes.Count - own, states.GetValueOrDefault(OutboxState.Waiting) + states.GetValueOrDefault(OutboxState.Trying),
                states.GetValueOrDefault(OutboxState.Replaying), own + states.GetValueOrDefault(OutboxState.Delivered)));
        }
    }
}
