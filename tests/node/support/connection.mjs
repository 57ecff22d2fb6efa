import * as grpc from '@grpc/grpc-js';
import { connect, hash, signers } from '@hyperledger/fabric-gateway';
import { organizations, profile } from './profile.mjs';

/** A plain gRPC client of one organization's gateway. */
export function newClient(organization = organizations[0], options = {}) {
    return new grpc.Client(organization.endpoint, grpc.credentials.createSsl(organization.tlsRoot), {
        'grpc.ssl_target_name_override': organization.serverName,
        'grpc.default_authority': organization.serverName,
        'grpc.max_receive_message_length': -1,
        ...options,
    });
}

function seconds(n) {
    return () => ({ deadline: Date.now() + n * 1000 });
}

/** Connects the official client; pass `signer: undefined` for offline signing. */
export function newGateway({ organization = organizations[0], user = organization.user, client = newClient(organization), ...options } = {}) {
    const gateway = connect({
        client,
        identity: user.identity,
        signer: signers.newPrivateKeySigner(user.key),
        hash: hash.sha256,
        evaluateOptions: seconds(20),
        endorseOptions: seconds(20),
        submitOptions: seconds(20),
        commitStatusOptions: seconds(20),
        ...options,
    });
    return {
        client,
        gateway,
        network: gateway.getNetwork(profile.channel),
        contract: gateway.getNetwork(profile.channel).getContract(profile.chaincode),
        close() {
            gateway.close();
            client.close();
        },
    };
}

/** Signs a digest as the client library would. */
export function newSigner(user = organizations[0].user) {
    return signers.newPrivateKeySigner(user.key);
}
