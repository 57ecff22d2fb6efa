using Generate;
using Generate.Go;

namespace Assurance.Documents;

/// <summary>The chaincode's types follow from the protos, and what cannot become one is refused with its name.</summary>
public sealed class GoMessagesTests
{
    [Fact]
    public void Field_OfANewNumber_IsWrittenLast_WhereverItStands()
    {
        var set = ApiProtos.Set();
        Message(set, "Refund").Field.Insert(0, new FieldDescriptorProto { Name = "paid_by_msp_id", JsonName = "paidByMspId", Number = 5, Type = FieldDescriptorProto.Types.Type.String });

        Write(set, "domain/policy").ShouldContain(
            "\tPaid        *PremiumPayment `json:\"paid\"`\n\tPaidByMSPID string          `json:\"paidByMspId\"`\n}\n");
    }

    [Fact]
    public void Field_InsideWhatAPartHas_IsWrittenInItsPlace()
    {
        var set = ApiProtos.Set();
        Message(set, "Quote").Field.Single(field => field.Name == "risk").Number = 97;
        Message(set, "Policy").Field.Single(field => field.Name == "risk").Number = 97;
        foreach (var name in new[] { "RequestQuoteRequest", "GetIndicativeQuoteRequest", "Sale" })
        {
            Message(set, name).Field.Single(field => field.Name == "risk").Number = 97;
        }

        Write(set, "domain/quote").ShouldContain("`json:\"rating\" after:\"parametricSubject\"`");
        Write(set, "domain/quote").ShouldContain("\t// What the tariff looks at; names and values of at most 200 characters, at most 50.\n\tRisk map[string]string `json:\"risk\"`\n}\n");
    }

    [Fact]
    public void Number_OfNoValue_IsLeftOut()
    {
        var set = ApiProtos.Set();
        set.File.SelectMany(file => file.EnumType).Single(kind => kind.Name == "RecoveryKind").Value.Single(value => value.Name == "RECOVERY_KIND_OVERPAYMENT").Number = 4;

        var file = Write(set, "domain/claim", "enums");

        file.ShouldContain("\tRecoveryKindUnspecified RecoveryKind = iota\n\tSubrogation\n\tSalvage\n\t_\n\tOverpayment\n");
        file.ShouldContain("\"RECOVERY_KIND_SALVAGE\",\n\t\t\"\",\n\t\t\"RECOVERY_KIND_OVERPAYMENT\",");
    }

    [Theory]
    [InlineData("a part's field is missing", "Policy embeds Particulars and has no field jurisdiction")]
    [InlineData("a part's field has another type", "Policy.jurisdiction has another type than Quote.jurisdiction")]
    [InlineData("a part's fields have another order", "Policy cannot embed Particulars")]
    [InlineData("a part that no request has", "transactions/policies.ofPolicy: no request")]
    [InlineData("a type that protojson does not read", "insurance.v1.Refund.new: chaincode/protojson has no type for it")]
    [InlineData("a message of the gateway's", "insurance.v1.DisclosedPersonalData: the chaincode has no such type")]
    [InlineData("a record without a comment", "insurance.v1.Note has no comment")]
    public void Protos_OfWhichNoTypeCanBeMade_AreRefused(string how, string says)
    {
        var set = ApiProtos.Set();
        var policies = set.File.Single(file => file.Name.EndsWith("/policies.proto", StringComparison.Ordinal));
        var (policy, refund) = (Message(set, "Policy"), Message(set, "Refund"));
        var jurisdiction = policy.Field.Single(field => field.Name == "jurisdiction");
        switch (how)
        {
            case "a part's field is missing":
                policy.Field.Remove(jurisdiction);
                break;
            case "a part's field has another type":
                jurisdiction.Type = FieldDescriptorProto.Types.Type.Bool;
                break;
            case "a part's fields have another order":
                jurisdiction.Number = 98;
                break;
            case "a part that no request has":
                foreach (var id in policies.MessageType.Where(message => message.Name.EndsWith("Request", StringComparison.Ordinal)).SelectMany(message => message.Field).Where(field => field.Name == "policy_id"))
                {
                    id.Name = "policy";
                }

                break;
            case "a type that protojson does not read":
                refund.Field.Add(new FieldDescriptorProto { Name = "new", Number = 99, Type = FieldDescriptorProto.Types.Type.Double });
                break;
            case "a message of the gateway's":
                policies.Dependency.Add("insurance/v1/parties.proto");
                refund.Field.Add(new FieldDescriptorProto { Name = "new", Number = 99, Type = FieldDescriptorProto.Types.Type.Message, TypeName = ".insurance.v1.DisclosedPersonalData" });
                break;
            case "a record without a comment":
                policies.MessageType.Add(new DescriptorProto { Name = "Note" });
                refund.Field.Add(new FieldDescriptorProto { Name = "new", Number = 99, Type = FieldDescriptorProto.Types.Type.Message, TypeName = ".insurance.v1.Note" });
                break;
            default:
                throw new ArgumentException(how);
        }

        Should.Throw<InvalidOperationException>(() => Write(set, "domain/policy")).Message.ShouldContain(says);
    }

    private static string Write(FileDescriptorSet set, string folder, string name = "messages")
    {
        var files = ApiProtos.Build(set);
        return GoMessages.Write(files, new GoPlaces(files)).Single(file => file.Folder == folder && file.Name == name).Text;
    }

    private static DescriptorProto Message(FileDescriptorSet set, string name) => set.File.SelectMany(file => file.MessageType).Single(message => message.Name == name);
}
