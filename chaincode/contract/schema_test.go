package contract

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/consortium"
	"insurance/chaincode/domain/fraud"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/oracle"
	"insurance/chaincode/domain/party"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/quote"
	"insurance/chaincode/domain/record"
)

// structs are the Go forms of the messages of insurance.v1.
var structs = map[string]any{
	"ConfirmEvidenceRequest": ConfirmEvidenceRequest{}, "SeenDocument": claim.SeenDocument{}, "SubjectRule": product.SubjectRule{}, "ListSubjectsRequest": ListSubjectsRequest{},
	"ListSubjectsResponse": ListSubjectsResponse{}, "InsuredSubject": InsuredSubject{},
	"AddEvidenceRequest": AddEvidenceRequest{}, "AmountStep": claim.AmountStep{}, "BandFactor": product.BandFactor{},
	"BindPolicyRequest": BindPolicyRequest{}, "Claim": claim.Claim{}, "ClaimConditions": product.ClaimConditions{},
	"ConditionResult": claim.ConditionResult{}, "DecideClaimRequest": DecideClaimRequest{}, "Decision": claim.Decision{},
	"Evidence": claim.Evidence{}, "ExactFactor": product.ExactFactor{}, "FactorTable": product.FactorTable{},
	"GetClaimRequest": GetClaimRequest{}, "GetHistoryRequest": GetHistoryRequest{}, "GetHistoryResponse": GetHistoryResponse{},
	"GetOracleRequest": GetOracleRequest{}, "GetPartyRequest": GetPartyRequest{}, "GetPersonalDataRequest": GetPersonalDataRequest{},
	"GetPolicyRequest": GetPolicyRequest{}, "GetProductRequest": GetProductRequest{}, "GetQuoteRequest": GetQuoteRequest{},
	"GetReadingRequest": GetReadingRequest{}, "GetRegistryRequest": GetRegistryRequest{}, "HistoryEntry": HistoryEntry{},
	"FieldChange": FieldChange{}, "VerifyDocumentRequest": VerifyDocumentRequest{}, "DocumentUse": DocumentUse{},
	"VerifyDocumentResponse":      VerifyDocumentResponse{},
	"InitializeConsortiumRequest": InitializeConsortiumRequest{}, "ListClaimsRequest": ListClaimsRequest{},
	"ListClaimsResponse": ListClaimsResponse{}, "ListPoliciesRequest": ListPoliciesRequest{},
	"ListPoliciesResponse": ListPoliciesResponse{}, "ListProductsRequest": ListProductsRequest{},
	"ListProductsResponse": ListProductsResponse{}, "Money": money.Money{}, "Oracle": oracle.Oracle{},
	"Organization": consortium.Organization{}, "ParametricTrigger": product.ParametricTrigger{}, "Party": party.Party{},
	"PayClaimRequest": PayClaimRequest{}, "Payment": claim.Payment{}, "PayoutStep": product.PayoutStep{},
	"Period": instant.Period{}, "PersonalData": party.PersonalData{}, "Policy": policy.Policy{},
	"PremiumPayment": policy.PremiumPayment{}, "Product": product.Product{}, "PublishProductRequest": PublishProductRequest{},
	"PublishReadingRequest": PublishReadingRequest{}, "PublishedReading": oracle.PublishedReading{}, "Quote": quote.Quote{},
	"RatingStep": quote.RatingStep{}, "Reading": oracle.Reading{}, "RecordPremiumPaymentRequest": RecordPremiumPaymentRequest{},
	"ReferClaimRequest": ReferClaimRequest{}, "RegisterOracleRequest": RegisterOracleRequest{},
	"RegisterPartyRequest": RegisterPartyRequest{}, "AssignPartyRequest": AssignPartyRequest{}, "Registry": consortium.Registry{}, "RequestQuoteRequest": RequestQuoteRequest{},
	"SettleEventRequest": SettleEventRequest{}, "SettleEventResponse": SettleEventResponse{}, "SkippedPolicy": SkippedPolicy{}, "SettledClaim": SettledClaim{}, "SettlementPage": SettlementPage{},
	"PlanSettlementRequest": PlanSettlementRequest{}, "PlanSettlementResponse": PlanSettlementResponse{},
	"Stamp": record.Stamp{}, "SubmitClaimRequest": SubmitClaimRequest{}, "Tariff": product.Tariff{},
	"UnderwritingLimits": product.Limits{}, "WithdrawProductRequest": WithdrawProductRequest{},
	"DraftProductRequest": DraftProductRequest{}, "OpenProductRequest": OpenProductRequest{}, "Coverage": product.Coverage{},
	"SubLimit": product.SubLimit{}, "Deductible": product.Deductible{}, "JurisdictionTerms": product.JurisdictionTerms{},
	"Tax": product.Tax{}, "CancellationTerms": product.CancellationTerms{}, "ShortRateStep": product.ShortRateStep{},
	"InstalmentPlan": product.InstalmentPlan{}, "DeclaredField": product.DeclaredField{},
	"FieldComparison": product.FieldComparison{}, "FraudRules": product.FraudRules{}, "LinearPayout": product.LinearPayout{},
	"CoverageSelection": quote.Selection{},
	"CoveragePrice":     quote.CoveragePrice{}, "Premium": quote.Premium{}, "TaxAmount": quote.TaxAmount{},
	"ScheduledCoverages": policy.ScheduledCoverages{}, "CoverageLimit": policy.CoverageLimit{}, "Instalment": policy.Instalment{}, "PolicyChange": policy.PolicyChange{},
	"LapsePeriod": policy.LapsePeriod{}, "Cancellation": policy.Cancellation{}, "Refund": policy.Refund{},
	"LapsePolicyRequest": LapsePolicyRequest{}, "ReinstatePolicyRequest": ReinstatePolicyRequest{},
	"ExpirePolicyRequest": ExpirePolicyRequest{}, "ChangePolicyRequest": ChangePolicyRequest{},
	"CancelPolicyRequest": CancelPolicyRequest{}, "RecordRefundPaymentRequest": RecordRefundPaymentRequest{},
	"PartyVersion": party.Version{}, "Erasure": party.Erasure{}, "Consent": party.Consent{}, "Access": party.Access{},
	"CorrectPartyRequest": CorrectPartyRequest{}, "ErasePartyRequest": ErasePartyRequest{},
	"StorePersonalDataRequest": StorePersonalDataRequest{}, "PurgePersonalDataRequest": PurgePersonalDataRequest{},
	"HoldsPersonalDataRequest": HoldsPersonalDataRequest{}, "HoldsPersonalDataResponse": HoldsPersonalDataResponse{},
	"RecordAccessRequest": RecordAccessRequest{}, "SealedPersonalData": SealedPersonalData{},
	"RecordConsentRequest": RecordConsentRequest{}, "WithdrawConsentRequest": WithdrawConsentRequest{},
	"ListConsentsRequest": ListConsentsRequest{}, "ListConsentsResponse": ListConsentsResponse{},
	"ListAccessesRequest": ListAccessesRequest{}, "ListAccessesResponse": ListAccessesResponse{},
	"Loss": claim.Loss{}, "CoverageAmount": claim.CoverageAmount{}, "Reserve": claim.Reserve{}, "FraudSignal": claim.Signal{},
	"Recovery": claim.Recovery{}, "Objection": claim.Objection{}, "ConfirmClaimRequest": ConfirmClaimRequest{},
	"AppealClaimRequest": AppealClaimRequest{}, "DecideAppealRequest": DecideAppealRequest{},
	"ReopenClaimRequest": ReopenClaimRequest{}, "CloseClaimRequest": CloseClaimRequest{},
	"SellPoliciesRequest": SellPoliciesRequest{}, "Sale": Sale{}, "PremiumReceipt": PremiumReceipt{},
	"SellPoliciesResponse": SellPoliciesResponse{}, "SoldPolicy": SoldPolicy{},
	"IndexGrant": oracle.IndexGrant{}, "ReadingBatch": oracle.ReadingBatch{}, "Sample": oracle.Sample{},
	"Determination": oracle.Determination{}, "OracleValue": oracle.OracleValue{}, "ReadingWindow": product.ReadingWindow{},
	"Monitoring": product.Monitoring{}, "RevokeOracleRequest": RevokeOracleRequest{},
	"PublishReadingsRequest": PublishReadingsRequest{}, "PublishReadingsResponse": PublishReadingsResponse{},
	"SkippedRun": SkippedRun{}, "ListObservationsRequest": ListObservationsRequest{},
	"ListObservationsResponse": ListObservationsResponse{}, "DetermineIndexRequest": DetermineIndexRequest{},
	"GetDeterminationRequest": GetDeterminationRequest{},
	"Fingerprint":             fraud.Fingerprint{}, "FraudReferences": fraud.References{}, "SetReserveRequest": SetReserveRequest{}, "RecordRecoveryRequest": RecordRecoveryRequest{},
}

var enums = map[string]any{
	"ClaimStatus": claim.Status(0), "Comparison": product.Comparison(0), "OrganizationKind": consortium.Kind(0),
	"Outcome": product.Outcome(0), "DeductibleKind": product.DeductibleKind(0), "RateBasis": product.RateBasis(0),
	"FieldType": product.FieldType(0), "CancelledBy": policy.CancelledBy(0),
	"CancellationMethod": policy.CancellationMethod(0), "RecoveryKind": claim.RecoveryKind(0), "FingerprintKind": fraud.Kind(0), "PolicyStatus": policy.Status(0), "ProductStatus": product.Status(0),
	"OracleKind": oracle.Kind(0), "Aggregation": product.Aggregation(0), "Purpose": party.Purpose(0), "RecordType": record.Type(0),
}

// ofTheGateway are the parts of the API that the gateway answers without the chaincode.
var ofTheGateway = map[string]bool{
	"SubscribeRequest": true, "BusinessEvent": true, "VerifyTransactionRequest": true, "VerifyTransactionResponse": true,
	"VerificationCheck": true, "GetLedgerInfoRequest": true, "LedgerInfo": true,
	"ExportAuditRequest": true, "AuditChunk": true,
	"Subscribe": true, "ExportAudit": true, "VerifyTransaction": true, "GetLedgerInfo": true,
	"DisclosedPersonalData": true, "VerifyPersonalDataRequest": true, "VerifyPersonalDataResponse": true, "VerifyPersonalData": true,
}

// fileOfTheGateway are files of which the chaincode knows nothing.
var fileOfTheGateway = map[string]bool{"holder.proto": true}

// withinOthers are transactions that the gateway runs within methods of the API.
var withinOthers = map[string]bool{"HoldsPersonalData": true, "StorePersonalData": true, "PurgePersonalData": true, "RecordAccess": true}

type protoField struct{ repeated, kind, name string }

type protoFiles struct {
	messages map[string][]protoField
	enums    map[string][]string
	rpcs     map[string][2]string
}

var (
	comment   = regexp.MustCompile(`//.*`)
	block     = regexp.MustCompile(`(?s)\b(message|enum|service)\s+(\w+)\s*\{(.*?)\n?\}`)
	fieldLine = regexp.MustCompile(`(?m)^\s*(repeated |optional )?(map<string, string>|[\w.]+) (\w+) = (\d+);`)
	enumLine  = regexp.MustCompile(`(?m)^\s*(\w+) = (\d+);`)
	rpcLine   = regexp.MustCompile(`rpc (\w+)\((\w+)\) returns \((?:stream )?(\w+)\)`)
)

func readProtos(t *testing.T) protoFiles {
	t.Helper()
	files, err := filepath.Glob("../../protos/insurance/v1/*.proto")
	if err != nil || len(files) == 0 {
		t.Fatalf("no protos: %v", err)
	}
	p := protoFiles{map[string][]protoField{}, map[string][]string{}, map[string][2]string{}}
	for _, file := range files {
		if fileOfTheGateway[filepath.Base(file)] {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range block.FindAllStringSubmatch(comment.ReplaceAllString(string(text), ""), -1) {
			switch b[1] {
			case "message":
				p.messages[b[2]] = fieldsOf(t, b[2], b[3])
			case "enum":
				for i, line := range enumLine.FindAllStringSubmatch(b[3], -1) {
					if line[2] != strconv.Itoa(i) {
						t.Fatalf("enum %s is not dense", b[2])
					}
					p.enums[b[2]] = append(p.enums[b[2]], line[1])
				}
			case "service":
				for _, line := range rpcLine.FindAllStringSubmatch(b[3], -1) {
					p.rpcs[line[1]] = [2]string{line[2], line[3]}
				}
			}
		}
	}
	return p
}

// fieldsOf lists the fields by number, which must leave no gaps.
func fieldsOf(t *testing.T, message, body string) []protoField {
	lines := fieldLine.FindAllStringSubmatch(body, -1)
	if len(lines) != strings.Count(body, ";") {
		t.Fatalf("message %s has a line this test does not read", message)
	}
	fields := make([]protoField, len(lines))
	for _, line := range lines {
		number, err := strconv.Atoi(line[4])
		if err != nil || number > len(lines) || fields[number-1].name != "" {
			t.Fatalf("message %s: number %s", message, line[4])
		}
		fields[number-1] = protoField{strings.TrimSpace(line[1]), line[2], line[3]}
	}
	return fields
}

func TestStructs_EqualTheProtosFieldByField(t *testing.T) {
	p := readProtos(t)
	if len(p.messages) < len(structs) || len(p.rpcs) < len(rows) {
		t.Fatalf("only %d messages and %d rpcs read", len(p.messages), len(p.rpcs))
	}
	for name, fields := range p.messages {
		if ofTheGateway[name] {
			continue
		}
		example, known := structs[name]
		if !known {
			t.Errorf("message %s has no struct", name)
			continue
		}
		var got []string
		for _, f := range reflect.VisibleFields(reflect.TypeOf(example)) {
			if !f.Anonymous {
				got = append(got, f.Tag.Get("json")+" "+protoType(f.Type))
			}
		}
		var want []string
		for _, f := range fields {
			want = append(want, camel(f.name)+" "+strings.TrimSpace(f.repeated+" "+f.kind))
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n struct %v\n proto  %v", name, got, want)
		}
	}
	for name := range structs {
		if p.messages[name] == nil && reflect.TypeOf(structs[name]).NumField() > 0 {
			t.Errorf("struct %s has no message", name)
		}
	}
}

func camel(name string) string {
	parts := strings.Split(name, "_")
	for i := 1; i < len(parts); i++ {
		parts[i] = strings.ToUpper(parts[i][:1]) + parts[i][1:]
	}
	return strings.Join(parts, "")
}

// protoType is the proto type that protojson reads into a Go type.
func protoType(t reflect.Type) string {
	if t == reflect.TypeOf((*instant.Instant)(nil)) {
		return "google.protobuf.Timestamp"
	}
	for name, example := range enums {
		if reflect.TypeOf(example) == t {
			return name
		}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return protoType(t.Elem())
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return "bytes"
		}
		return "repeated " + protoType(t.Elem())
	case reflect.Map:
		return "map<string, string>"
	case reflect.Struct:
		for name, example := range structs {
			if reflect.TypeOf(example) == t {
				return name
			}
		}
	}
	return t.Kind().String()
}

func TestEnums_EqualTheProtos(t *testing.T) {
	p := readProtos(t)
	for name, want := range p.enums {
		example, known := enums[name].(interface{ EnumNames() []string })
		if !known {
			t.Errorf("enum %s has no Go type", name)
			continue
		}
		if got := example.EnumNames(); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}

func TestTransactions_AreTheRpcs(t *testing.T) {
	p := readProtos(t)
	for name, messages := range p.rpcs {
		if ofTheGateway[name] {
			continue
		}
		row := table[name]
		if row == nil {
			t.Errorf("rpc %s is not in the table", name)
			continue
		}
		q, err := row.decode([]byte("{}"))
		if err != nil {
			t.Fatal(err)
		}
		if got := reflect.TypeOf(q).Elem().Name(); got != messages[0] {
			t.Errorf("%s takes %s, the rpc %s", name, got, messages[0])
		}
		if _, writes := q.(headed); writes != (row.Mode == Submit) {
			t.Errorf("%s: a request has a requestId exactly when it writes", name)
		}
	}
	for _, row := range Transactions() {
		if _, known := p.rpcs[row.Name]; !known && !withinOthers[row.Name] {
			t.Errorf("%s is not an rpc", row.Name)
		}
	}
}
