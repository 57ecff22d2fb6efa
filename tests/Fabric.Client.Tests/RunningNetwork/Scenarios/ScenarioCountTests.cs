using System.Reflection;

namespace Fabric.Client.Tests.RunningNetwork.Scenarios;

/// <summary>Every scenario of the official clients has its test: 66 with each example counted.</summary>
public class ScenarioCountTests
{
    /// <summary>How many scenarios each feature has, and how often each is executed.</summary>
    private static readonly (string Feature, int Scenarios, int Examples)[] Features =
    [
        ("blockevents", 5, 3), ("chaincodeevents", 5, 1), ("discovery", 2, 1), ("endorsement", 6, 1), ("endorsement_hsm", 6, 1),
        ("errors", 9, 1), ("offlinesign", 4, 1), ("privatedata", 8, 1), ("sbe", 5, 1), ("transactions", 6, 1),
    ];

    [Fact]
    [Trait("Report", "10")]
    public void Executions_OfEveryFeature_AreTested()
    {
        var expected = Features.SelectMany(one => Enumerable.Range(1, one.Scenarios).Select(place => ($"{one.Feature} {place}", one.Examples))).ToList();

        Tested().Order().ShouldBe(expected.Order());
        expected.Sum(one => one.Item2).ShouldBe(66);
    }

    private static IEnumerable<(string Scenario, int Executions)> Tested() =>
        from type in typeof(ScenarioTests).Assembly.GetTypes()
        where type.IsAssignableTo(typeof(ScenarioTests)) && !type.IsAbstract
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance)
        where method.IsDefined(typeof(FactAttribute), inherit: false)
        let trait = method.GetCustomAttributesData().Single(attribute => attribute.AttributeType == typeof(TraitAttribute) && Equals(attribute.ConstructorArguments[0].Value, "Scenario"))
        select ((string)trait.ConstructorArguments[1].Value!, Math.Max(method.GetCustomAttributes<InlineDataAttribute>().Count(), 1));
}
