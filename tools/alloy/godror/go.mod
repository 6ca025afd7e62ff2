module github.com/godror/godror

go 1.26.0
