namespace Insurance.Gateway.Tests;

/// <summary>Whose calls keep whose out.</summary>
public sealed class CallLimiterTests
{
    private static readonly LimitSettings Usual = new();

    [Fact]
    public void Broker_With1140Calls_KeepsNobodyOut()
    {
        var limiter = Calls();
        var (mine, refused) = Enter(limiter, Broker("b1"), 1140);

        mine.ShouldBe(256);
        refused!.Status.ShouldBe(StatusCode.ResourceExhausted);
        refused.Code.ShouldBe("TOO_MANY_REQUESTS");
        refused.Metadata["scope"].ShouldBe("caller");
        refused.Metadata["limit"].ShouldBe("256");
        refused.RetryAfter.ShouldBe(TimeSpan.FromSeconds(1));
        Enter(limiter, Broker("b2"), 100).Entered.ShouldBe(100);
        Enter(limiter, Staff("carla", Roles.ClaimsHandler), 200).Entered.ShouldBe(200);
        Enter(limiter, Holder("t1"), 64).Entered.ShouldBe(64);
    }

    [Fact]
    public void Brokers_AllTogether_LeaveHalfToOthers()
    {
        var limiter = Calls();
        var entered = Enumerable.Range(0, 50).Sum(number => Enter(limiter, Broker($"b{number}"), 100).Entered);

        entered.ShouldBe(512);
        Enter(limiter, Broker("another"), 1).Refused!.Metadata["scope"].ShouldBe("brokers");
        Enter(limiter, Staff("carla", Roles.ClaimsHandler), 300).Entered.ShouldBe(300);
    }

    [Fact]
    public void Policyholders_AllTogether_LeaveHalfToOthers()
    {
        var limiter = Calls();
        Enumerable.Range(0, 100).Sum(number => Enter(limiter, Holder($"t{number}"), 100).Entered).ShouldBe(512);
        Enter(limiter, Holder("another"), 1).Refused!.Metadata["scope"].ShouldBe("policyholders");
        Enter(limiter, Broker("b1"), 10).Entered.ShouldBe(10);
    }

    [Theory]
    [InlineData(Roles.Finance)]
    [InlineData(Roles.Oracle)]
    [InlineData(Roles.Admin)]
    public void Reserve_WhenAllElseIsTaken_IsForThoseWhoseWorkMustGoOn(string role)
    {
        var limiter = Calls();
        var entered = Enumerable.Range(0, 10).Sum(number => Enter(limiter, Staff($"staff {number}", Roles.Underwriter), 200).Entered);

        entered.ShouldBe(1024 - 122);
        Enter(limiter, Staff("another", Roles.ClaimsHandler), 1).Refused!.Metadata["scope"].ShouldBe("gateway");
        Enter(limiter, Broker("b1"), 1).Refused!.Metadata["scope"].ShouldBe("gateway");
        Enter(limiter, Broker("b1", role), 1).Refused!.Metadata["scope"].ShouldBe("gateway");
        Enter(limiter, Staff("robot", role), 200).Entered.ShouldBe(122);
    }

    [Fact]
    public void Caller_OfStaff_HasHalfAtMost()
    {
        var limiter = Calls();
        Enter(limiter, Staff("core system", Roles.Underwriter), 2000).Entered.ShouldBe(512);
        Enter(limiter, Staff("carla", Roles.ClaimsHandler), 10).Entered.ShouldBe(10);
    }

    [Fact]
    public void Broker_WithSeveralCertificates_HasOneShare()
    {
        var limiter = Calls();
        Enter(limiter, Broker("b1") with { Name = "one" }, 200).Entered.ShouldBe(200);
        Enter(limiter, Broker("b1") with { Name = "two" }, 200).Entered.ShouldBe(56);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(64, 16)]
    public void Limit_HoweverSmall_IsNeverExceededAndShared(int limit, int brokers)
    {
        var limiter = new CallLimiter("subscriptions", limit, Usual);
        Enter(limiter, Broker("b1"), 100).Entered.ShouldBe(brokers);
        Enumerable.Range(0, 100).Sum(number => Enter(limiter, Staff($"{number}", Roles.Finance), 10).Entered).ShouldBe(limit - brokers);
    }

    [Fact]
    public void Place_GivenBackTwice_IsFreeOnce()
    {
        var limiter = new CallLimiter("calls", 1, Usual);
        var place = limiter.Enter(Broker("b1"));
        place.Dispose();
        place.Dispose();
        Enter(limiter, Broker("b1"), 5).Entered.ShouldBe(1);
        Enter(limiter, Staff("carla", Roles.Finance), 5).Entered.ShouldBe(0);
    }

    private static CallLimiter Calls() => new("calls", Usual.InFlight, Usual);

    private static Caller Broker(string id, params string[] others) => new("broker of " + id, [Roles.Broker, .. others], id);

    private static Caller Staff(string name, string role) => new(name, [role], null);

    private static Caller Holder(string token) => new("holder", [Roles.Holder], null)
    {
        Grant = new HolderGrant(token, [], "p1", "", "", "alice", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1)),
    };

    private static (int Entered, ApiException? Refused) Enter(CallLimiter limiter, Caller caller, int times)
    {
        for (var entered = 0; entered < times; entered++)
        {
            try
            {
                limiter.Enter(caller);
            }
            catch (ApiException refused)
            {
                return (entered, refused);
            }
        }

        return (times, null);
    }
}
