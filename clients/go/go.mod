module stars.example/client

go 1.24
