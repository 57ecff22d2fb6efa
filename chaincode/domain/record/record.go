// Package record holds what every ledger record has in common.
package record
