package transactions

// Jobs is for the tests.
var Jobs = jobs
