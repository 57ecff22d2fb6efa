namespace Insurance.Gateway.Tests.Holder;

/// <summary>A session opens what its token opens, until it is left or left alone.</summary>
public sealed class HolderSessionsTests
{
    private readonly MovableTime _clock = new();

    [Fact]
    public void Find_ASession_IsItsTokenWhileItIsUsed()
    {
        var sessions = new HolderSessions(_clock);
        var id = sessions.Begin("token");

        for (var use = 0; use < 5; use++)
        {
            _clock.Move(HolderSessions.Idle - TimeSpan.FromSeconds(1));
            sessions.Find(id).ShouldBe("token");
        }

        _clock.Move(HolderSessions.Idle);
        sessions.Find(id).ShouldBeNull();
        sessions.Find(id).ShouldBeNull();
    }

    [Fact]
    public void End_OfOne_LeavesTheOthers()
    {
        var sessions = new HolderSessions(_clock);
        var (first, second) = (sessions.Begin("token"), sessions.Begin("token"));

        sessions.End(first);
        sessions.End("none");

        (sessions.Find(first), sessions.Find(second)).ShouldBe((null, "token"));
        first.Length.ShouldBe(43, "256 bits");
        first.ShouldNotBe(second);
    }

    [Fact]
    public void Begin_OneTooMany_EndsTheOneThatWasNotUsedForLongest()
    {
        var sessions = new HolderSessions(_clock);
        var ids = Enumerable.Range(0, HolderSessions.Most).Select(number =>
        {
            _clock.Move(TimeSpan.FromMilliseconds(1));
            return sessions.Begin($"{number}");
        }).ToList();
        _clock.Move(TimeSpan.FromMilliseconds(1));
        sessions.Find(ids[0]).ShouldBe("0");

        var last = sessions.Begin("last");

        (sessions.Find(ids[0]), sessions.Find(ids[1]), sessions.Find(last)).ShouldBe(("0", null, "last"));
    }
}
