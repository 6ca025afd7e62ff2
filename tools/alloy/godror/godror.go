// Package godror stands in for the Oracle driver of that name, which Alloy's exporter for Oracle takes and which cannot
// be built without a C compiler. It has as much of it as that exporter names, and connects to nothing.
package godror

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"time"

	"github.com/godror/godror/dsn"
)

type Password struct{ secret string }

type PoolParams struct {
	SessionIncrement, MaxSessions, MinSessions int
	WaitTimeout                                time.Duration
}

type ConnectionParams struct {
	Username, ConnectString, ConfigDir string
	Password                           Password
	ExternalAuth                       sql.NullBool
	PoolParams                         PoolParams
	AdminRole                          dsn.AdminRole
}

func NewPassword(secret string) Password { return Password{secret} }

func NewConnector(ConnectionParams) driver.Connector { return connector{} }

type connector struct{}

var errAbsent = errors.New("built without the Oracle driver")

func (connector) Connect(context.Context) (driver.Conn, error) { return nil, errAbsent }
func (connector) Driver() driver.Driver                        { return connector{} }
func (connector) Open(string) (driver.Conn, error)             { return nil, errAbsent }
