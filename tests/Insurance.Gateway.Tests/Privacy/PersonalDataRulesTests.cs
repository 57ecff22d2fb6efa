namespace Insurance.Gateway.Tests.Privacy;

public sealed class PersonalDataRulesTests
{
    public static TheoryData<PersonalData, string, string> Bad => new()
    {
        { new PersonalData(), "REQUIRED", "fullName" },
        { new PersonalData { FullName = "Secret\nSecret" }, "INVALID_TEXT", "fullName" },
        { new PersonalData { FullName = "Secret\u0085" }, "INVALID_TEXT", "fullName" },
        { new PersonalData { FullName = new string('x', 201) }, "TEXT_TOO_LONG", "fullName" },
        { new PersonalData { FullName = "Secret", DateOfBirth = "1990-02-30" }, "INVALID_TEXT", "dateOfBirth" },
        { new PersonalData { FullName = "Secret", DateOfBirth = "1990-2-3" }, "INVALID_TEXT", "dateOfBirth" },
        { new PersonalData { FullName = "Secret", Email = new string('e', 255) }, "TEXT_TOO_LONG", "email" },
        { new PersonalData { FullName = "Secret", Phone = "1\0" }, "INVALID_TEXT", "phone" },
        { new PersonalData { FullName = "Secret", Address = new string('a', 501) }, "TEXT_TOO_LONG", "address" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Check_BadData_NamesTheFieldAndNeverTheData(PersonalData data, string code, string field)
    {
        var error = Should.Throw<ApiException>(() => PersonalDataRules.Check("r", "p", data));

        error.Code.ShouldBe(code);
        error.Field.ShouldBe("personalData." + field);
        error.Message.ShouldNotContain("Secret");
    }

    [Fact]
    public void Check_EverythingAtItsLongest_IsTakenAndFitsWhatTheChaincodeTakes()
    {
        string Of(int characters) => string.Concat(Enumerable.Repeat("\U0001F600", characters));
        var person = new PersonalData
        {
            FullName = Of(200),
            DateOfBirth = "2000-02-29",
            Email = Of(254),
            Phone = Of(50),
            Address = Of(499) + "\n",
        };

        PersonalDataRules.Check("r", "p", person);

        var json = PersonalDataJson.Write(person);
        PersonalDataSeal.Seal(new byte[32], "M", "p", 1, new byte[32], json).Length.ShouldBeLessThanOrEqualTo(16 * 1024);
    }

    [Theory]
    [InlineData("", "REQUIRED")]
    [InlineData("a/b", "INVALID_ID")]
    [InlineData("a\n", "INVALID_ID")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123x", "INVALID_ID")]
    public void Check_WhatIsNoPseudonym_IsRefused(string id, string code)
    {
        var error = Should.Throw<ApiException>(() => PersonalDataRules.Check("r", id, new PersonalData { FullName = "Secret" }));

        (error.Code, error.Field).ShouldBe((code, "partyId"));
    }
}
