// Package dsn has the roles in which the stand-in beside it would connect.
package dsn

type AdminRole string

const (
	NoRole    AdminRole = ""
	SysDBA    AdminRole = "SYSDBA"
	SysOPER   AdminRole = "SYSOPER"
	SysBACKUP AdminRole = "SYSBACKUP"
	SysDG     AdminRole = "SYSDG"
	SysKM     AdminRole = "SYSKM"
	SysRAC    AdminRole = "SYSRAC"
	SysASM    AdminRole = "SYSASM"
)
