module insurance/chaincode

go 1.22.0
