import { common, msp } from '@hyperledger/fabric-protos';

const roles = { member: 0, admin: 1, client: 2, peer: 3, orderer: 4 };

/**
 * A serialized common.SignaturePolicyEnvelope, as hexadecimal text, of a rule: `'Org1MSP.peer'`, or a list of how many are needed
 * and the rules to choose from, such as `[2, 'Org1MSP.peer', [1, 'Org2MSP.peer', 'Org3MSP.peer']]`.
 */
export function policyOf(rule) {
    const identities = [];
    const build = (part) => {
        const result = new common.SignaturePolicy();
        if (Array.isArray(part)) {
            const group = new common.SignaturePolicy.NOutOf();
            group.setN(part[0]);
            group.setRulesList(part.slice(1).map(build));
            result.setNOutOf(group);
            return result;
        }
        const [mspId, name] = part.split('.');
        const role = new msp.MSPRole();
        role.setMspIdentifier(mspId);
        role.setRole(roles[name]);
        const principal = new msp.MSPPrincipal();
        principal.setPrincipal(role.serializeBinary());
        result.setSignedBy(identities.push(principal) - 1);
        return result;
    };
    const policy = new common.SignaturePolicyEnvelope();
    policy.setRule(build(rule));
    policy.setIdentitiesList(identities);
    return Buffer.from(policy.serializeBinary()).toString('hex');
}
