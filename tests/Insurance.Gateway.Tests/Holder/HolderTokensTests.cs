using Insurance.Gateway.HolderAccess;
using Microsoft.AspNetCore.Http;

namespace Insurance.Gateway.Tests.Holder;

/// <summary>What a token is, what is kept of it, and when it opens something.</summary>
public sealed class HolderTokensTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("holders-").FullName;
    private readonly MovableTime _clock = new();

    private string File => Path.Combine(_directory, "state", "holders.db");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Issue_Token_OpensItsRecordUntilItExpires()
    {
        var tokens = Tokens();
        var (token, grant) = tokens.Issue("p-1", "", 2, "by letter", "ann");

        token.Length.ShouldBe(16 + 1 + 43);
        token.ShouldStartWith(grant.TokenId + ".");
        var caller = tokens.Authenticate(Request(token));
        (caller.Grant!.PolicyId, caller.Grant.ClaimId, caller.Roles.Single()).ShouldBe(("p-1", "", "holder"));

        _clock.Move(TimeSpan.FromDays(2) - TimeSpan.FromMilliseconds(1));
        tokens.Authenticate(Request(token)).Grant!.TokenId.ShouldBe(grant.TokenId);
        _clock.Move(TimeSpan.FromMilliseconds(1));
        ShouldBeInvalid(() => tokens.Authenticate(Request(token)));
    }

    [Fact]
    public void Issue_Token_IsNowhereInTheFileWhichIsItsOwnersAlone()
    {
        var (token, grant) = Tokens().Issue("p-1", "", 0, "note", "ann");

        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(File)!))
        {
            var bytes = System.IO.File.ReadAllBytes(file);
            bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(token[17..])).ShouldBe(-1, file);
            if (!OperatingSystem.IsWindows())
            {
                System.IO.File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
            }
        }

        grant.ToString().ShouldNotContain(token[17..]);
        TokenText.Parse(token)!.ToString().ShouldBe(grant.TokenId);
    }

    [Fact]
    public void Issue_ManyTokens_AreAllDifferent() => Enumerable.Range(0, 1_000).Select(_ => TokenText.Create().Write()).Distinct().Count().ShouldBe(1_000);

    [Fact]
    public void Authenticate_WhateverIsWrong_GivesTheSameAnswer()
    {
        var tokens = Tokens();
        var (good, _) = tokens.Issue("p-1", "", 1, "", "ann");
        var (revoked, grant) = tokens.Issue("p-1", "", 1, "", "ann");
        tokens.Revoke(grant.TokenId, "ben");
        var (expired, _) = tokens.Issue("p-1", "", 1, "", "ann");
        var (other, _) = Tokens("other.db").Issue("p-1", "", 1, "", "ann");
        _clock.Move(TimeSpan.FromDays(1));
        var (fresh, _) = tokens.Issue("p-1", "", 1, "", "ann");
        var lastChanged = fresh[..^1] + (fresh[^1] == 'A' ? 'B' : 'A');

        string?[] bad = [good, revoked, expired, other, lastChanged, fresh[..17] + other[17..], fresh[..17], fresh + "A", "", null, "x", new string('.', 60), "é" + fresh[1..]];
        bad.Select(token => ShouldBeInvalid(() => tokens.Authenticate(Request(token)))).Distinct().Count().ShouldBe(1);
        ShouldBeInvalid(() => tokens.Authenticate(Request(fresh, "Basic")));
        var twice = Request(fresh);
        twice.Request.Headers.Append("Authorization", "Bearer " + fresh);
        ShouldBeInvalid(() => tokens.Authenticate(twice));
        tokens.Authenticate(Request(fresh, "bearer")).Grant.ShouldNotBeNull();
    }

    [Fact]
    public void Store_AnotherProcess_KnowsWhatWasIssuedAndRevoked()
    {
        var (token, grant) = Tokens().Issue("", "c-1", 1, "", "ann");

        Tokens().Authenticate(Request(token)).Grant!.ClaimId.ShouldBe("c-1");
        var revoked = Tokens().Revoke(grant.TokenId, "ben");
        (revoked.RevokedBy, revoked.RevokedAt, revoked.LastUsedAt).ShouldBe(("ben", _clock.GetUtcNow(), _clock.GetUtcNow()));
        _clock.Move(TimeSpan.FromMinutes(1));
        Tokens().Revoke(grant.TokenId, "cas").RevokedBy.ShouldBe("ben");
        ShouldBeInvalid(() => Tokens().Authenticate(Request(token)));
        Should.Throw<ApiException>(() => Tokens().Revoke("0000000000000000", "ben")).Code.ShouldBe("HOLDER_TOKEN_NOT_FOUND");
    }

    [Fact]
    public void Issue_TooLongOrTooMany_IsRefused()
    {
        var tokens = Tokens();
        Should.Throw<ApiException>(() => tokens.Issue("p-1", "", 91, "", "ann")).Field.ShouldBe("validDays");
        for (var number = 0; number < HolderTokens.MostOpen; number++)
        {
            tokens.Issue("p-1", "", 90, "", "ann");
        }

        Should.Throw<ApiException>(() => tokens.Issue("p-1", "", 90, "", "ann")).Code.ShouldBe("HOLDER_TOKENS_TOO_MANY");
        tokens.Issue("p-2", "", 90, "", "ann");
        _clock.Move(TimeSpan.FromDays(90));
        tokens.Issue("p-1", "", 90, "", "ann");
    }

    [Fact]
    public void Authenticate_TooOften_IsRefusedUntilTimePasses()
    {
        var tokens = Tokens(perMinute: 6);
        var (token, _) = tokens.Issue("p-1", "", 1, "", "ann");
        for (var call = 0; call < 6; call++)
        {
            tokens.Authenticate(Request(token));
        }

        ShouldBeTooMany(() => tokens.Authenticate(Request(token)));
        ShouldBeTooMany(() => tokens.Authenticate(Request("wrong")));

        // From elsewhere the address may call, and the token still may not.
        ShouldBeTooMany(() => tokens.Authenticate(Request(token, address: "192.0.2.2")));
        ShouldBeInvalid(() => tokens.Authenticate(Request("wrong", address: "192.0.2.2")));
        _clock.Move(TimeSpan.FromSeconds(10));
        tokens.Authenticate(Request(token)).Grant.ShouldNotBeNull();
        ShouldBeTooMany(() => tokens.Authenticate(Request(token)));
    }

    [Theory]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    public void CallRates_Addresses_AreOneSourceWithinOneSubscriber(string first, string second, bool same) =>
        (CallRates.NameOf(IPAddress.Parse(first)) == CallRates.NameOf(IPAddress.Parse(second))).ShouldBe(same);

    [Fact]
    public void CallRates_VeryManySources_AreBoundedTogether()
    {
        var rates = new CallRates(2, _clock);
        var allowed = Enumerable.Range(0, 10_100).Count(number => rates.TryTake($"source {number}"));

        // The first ten thousand, and two for all that came after them.
        allowed.ShouldBe(10_002);
        _clock.Move(TimeSpan.FromMinutes(1));
        rates.TryTake("source 10050").ShouldBeTrue();
    }

    private static void ShouldBeTooMany(Action call) => Should.Throw<ApiException>(call).Code.ShouldBe("TOO_MANY_REQUESTS");

    private static string ShouldBeInvalid(Action call)
    {
        var error = Should.Throw<ApiException>(call);
        (error.Code, error.Status).ShouldBe(("HOLDER_TOKEN_INVALID", StatusCode.Unauthenticated));
        return error.Message + error.Field + error.Metadata.Count;
    }

    private static DefaultHttpContext Request(string? token, string scheme = "Bearer", string address = "192.0.2.1")
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        if (token is not null)
        {
            context.Request.Headers.Authorization = $"{scheme} {token}";
        }

        return context;
    }

    private HolderTokens Tokens(string? file = null, int perMinute = 1_000) => new(
        new HolderGrantStore(file is null ? File : Path.Combine(_directory, file)), new HolderSettings { RequestsPerMinute = perMinute }, _clock);
}
