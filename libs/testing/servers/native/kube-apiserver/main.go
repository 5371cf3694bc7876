// An API server of Kubernetes with its etcd in one process, for tests of the chart: no registry has a program of it. It has no
// controllers and no nodes.
//
//	kube-apiserver DATA_DIR ETCD_PORT ARGUMENTS_OF_KUBE_APISERVER...
package main

import (
	"log"
	"net/url"
	"os"

	"go.etcd.io/etcd/server/v3/embed"
	"k8s.io/component-base/cli"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
)

func main() {
	clients := url.URL{Scheme: "http", Host: "127.0.0.1:" + os.Args[2]}
	peers := url.URL{Scheme: "http", Host: "127.0.0.1:0"}
	config := embed.NewConfig()
	config.Dir = os.Args[1]
	config.LogLevel = "error"
	config.ListenClientUrls, config.AdvertiseClientUrls = []url.URL{clients}, []url.URL{clients}
	config.ListenPeerUrls, config.AdvertisePeerUrls = []url.URL{peers}, []url.URL{peers}
	config.InitialCluster = config.InitialClusterFromName(config.Name)
	etcd, err := embed.StartEtcd(config)
	if err != nil {
		log.Fatal(err)
	}
	defer etcd.Close()
	<-etcd.Server.ReadyNotify()
	os.Args = append([]string{"kube-apiserver", "--etcd-servers=" + clients.String()}, os.Args[3:]...)
	os.Exit(cli.Run(app.NewAPIServerCommand()))
}
