using Insurance.V1;

namespace Assurance.Documents;

/// <summary>
/// Released clients and records on a ledger can be read as before. protos/insurance/v1.baseline.binpb is what was released;
/// `make baseline` takes the present for it, when a release is made.
/// </summary>
public sealed class ProtoChangeTests
{
    private const string Remedy = "breaks who was released; give the new thing a new number and name, and reserve the old ones";

    private static readonly FileDescriptorSet Baseline =
        FileDescriptorSet.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(Repository.Root, "protos", "insurance", "v1.baseline.binpb")));

    [Fact]
    public void Protos_SinceTheBaseline_BreakNobody() => ProtoChanges.Breaking(Baseline, Present()).ShouldBeEmpty(Remedy);

    [Fact]
    public void Baseline_HasTheWholeApi() => Insurance.Api.AccessTable.Services.Select(service => service.Name)
        .ShouldBeSubsetOf(Baseline.File.SelectMany(file => file.Service).Select(service => service.Name));

    [Fact]
    public void Services_OfEveryProtoFile_AreServed() => Present().File.Where(file => file.Package == "insurance.v1").SelectMany(file => file.Service).Select(service => service.Name)
        .ShouldBe(Insurance.Api.AccessTable.Services.Select(service => service.Name), ignoreOrder: true);

    [Theory]
    [InlineData("field removed", "Money.currency is gone: reserve 2 and \"currency\"")]
    [InlineData("field removed and reserved", null)]
    [InlineData("field renamed", "Money.currency is called code now")]
    [InlineData("field of another type", "Money.minor_units has another type")]
    [InlineData("field repeated", "Money.currency has another type")]
    [InlineData("field added", null)]
    [InlineData("number reserved before is taken", "takes a number or name that is reserved")]
    [InlineData("message removed", "message insurance.v1.Money is gone")]
    [InlineData("enum value removed", "OrganizationKind.ORGANIZATION_KIND_REGULATOR is gone")]
    [InlineData("enum value renamed", "OrganizationKind.ORGANIZATION_KIND_REGULATOR is called ORGANIZATION_KIND_SUPERVISOR now")]
    [InlineData("enum value added", null)]
    [InlineData("method removed", "method insurance.v1.Claims/PayClaim is gone")]
    [InlineData("method streams", "method insurance.v1.Claims/PayClaim takes or gives something else")]
    [InlineData("method with another request", "method insurance.v1.Claims/PayClaim takes or gives something else")]
    public void Change_OfAKind_IsRefusedWhereItBreaks(string kind, string? says)
    {
        var (before, after) = (Present(), Present());
        Change(kind, before, after);

        var breaking = ProtoChanges.Breaking(before, after);

        if (says is null)
        {
            breaking.ShouldBeEmpty();
        }
        else
        {
            breaking.ShouldHaveSingleItem().ShouldContain(says);
        }
    }

    private static void Change(string kind, FileDescriptorSet before, FileDescriptorSet after)
    {
        var (messages, money) = Message(after, "Money");
        var currency = money.Field.Single(field => field.Name == "currency");
        var (kinds, regulator) = Kinds(after);
        var claims = after.File.SelectMany(file => file.Service).Single(service => service.Name == "Claims");
        var pay = claims.Method.Single(method => method.Name == "PayClaim");
        switch (kind)
        {
            case "field removed":
                money.Field.Remove(currency);
                break;
            case "field removed and reserved":
                money.Field.Remove(currency);
                Reserve(money, currency);
                break;
            case "field renamed":
                currency.Name = "code";
                break;
            case "field of another type":
                money.Field.Single(field => field.Name == "minor_units").Type = FieldDescriptorProto.Types.Type.Sint64;
                break;
            case "field repeated":
                currency.Label = FieldDescriptorProto.Types.Label.Repeated;
                break;
            case "field added":
                money.Field.Add(new FieldDescriptorProto { Name = "new", Number = 99, Type = FieldDescriptorProto.Types.Type.String });
                break;
            case "number reserved before is taken":
                var former = Message(before, "Money").Message;
                Reserve(former, new FieldDescriptorProto { Name = "old", Number = 98 });
                money.Field.Add(new FieldDescriptorProto { Name = "new", Number = 98, Type = FieldDescriptorProto.Types.Type.String });
                break;
            case "message removed":
                messages.Remove(money);
                break;
            case "enum value removed":
                kinds.Value.Remove(regulator);
                break;
            case "enum value renamed":
                regulator.Name = "ORGANIZATION_KIND_SUPERVISOR";
                break;
            case "enum value added":
                kinds.Value.Add(new EnumValueDescriptorProto { Name = "ORGANIZATION_KIND_NOTARY", Number = 9 });
                break;
            case "method removed":
                claims.Method.Remove(pay);
                break;
            case "method streams":
                pay.ServerStreaming = true;
                break;
            case "method with another request":
                pay.InputType = ".insurance.v1.CloseClaimRequest";
                break;
            default:
                throw new ArgumentException(kind);
        }
    }

    private static void Reserve(DescriptorProto message, FieldDescriptorProto field)
    {
        message.ReservedRange.Add(new DescriptorProto.Types.ReservedRange { Start = field.Number, End = field.Number + 1 });
        message.ReservedName.Add(field.Name);
    }

    private static (Google.Protobuf.Collections.RepeatedField<DescriptorProto> Messages, DescriptorProto Message) Message(FileDescriptorSet set, string name)
    {
        var file = set.File.Single(file => file.MessageType.Any(message => message.Name == name));
        return (file.MessageType, file.MessageType.Single(message => message.Name == name));
    }

    private static (EnumDescriptorProto Type, EnumValueDescriptorProto Regulator) Kinds(FileDescriptorSet set)
    {
        var type = set.File.SelectMany(file => file.EnumType).Single(type => type.Name == "OrganizationKind");
        return (type, type.Value.Single(value => value.Name == "ORGANIZATION_KIND_REGULATOR"));
    }

    private static FileDescriptorSet Present()
    {
        using var stream = typeof(Policy).Assembly.GetManifestResourceStream("insurance.v1.binpb")!;
        return FileDescriptorSet.Parser.ParseFrom(stream);
    }
}
