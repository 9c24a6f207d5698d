// Command cadvisor is cAdvisor from its published libraries: the program's own package is not published.
package main

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	_ "github.com/google/cadvisor/container/docker/install"
	"github.com/google/cadvisor/lib/cache/memory"
	"github.com/google/cadvisor/lib/container"
	"github.com/google/cadvisor/lib/manager"
	"github.com/google/cadvisor/lib/metrics"
	"github.com/google/cadvisor/lib/model"
	"github.com/google/cadvisor/lib/utils/sysfs"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"k8s.io/klog/v2"
	"k8s.io/utils/clock"
)

var (
	port        = flag.Int("port", 8080, "")
	labels      = flag.String("whitelisted_container_labels", "", "")
	storeLabels = flag.Bool("store_container_labels", true, "")
	disabled    = container.MetricSet{}
)

func main() {
	klog.InitFlags(nil)
	flag.Var(&disabled, "disable_metrics", "")
	flag.Parse()
	included := container.AllMetrics.Difference(disabled)
	machine, err := manager.New(memory.New(2*time.Minute, nil), sysfs.NewRealSysFs(), manager.HousekeepingConfigFlags, included, []string{""}, []string{""}, "", 0)
	if err != nil {
		klog.Fatalf("no manager: %v", err)
	}
	if err := machine.Start(); err != nil {
		klog.Fatalf("the manager does not start: %v", err)
	}
	naming := metrics.DefaultContainerLabels
	if !*storeLabels {
		naming = metrics.BaseContainerLabels(strings.Split(*labels, ","))
	}
	all := model.RequestOptions{IdType: model.TypeName, Count: 1, Recursive: true}
	registry := prometheus.NewRegistry()
	registry.MustRegister(
		metrics.NewPrometheusCollector(machine, naming, included, clock.RealClock{}, all),
		metrics.NewPrometheusMachineCollector(machine, included),
	)
	http.Handle("/metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError}))
	http.HandleFunc("/healthz", func(response http.ResponseWriter, _ *http.Request) { fmt.Fprint(response, "ok") })
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, os.Interrupt)
	go func() { klog.Fatal(http.ListenAndServe(fmt.Sprintf(":%d", *port), nil)) }()
	<-stop
}
