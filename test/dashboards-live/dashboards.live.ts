/** Every page with the answers of a real Prometheus and a real Loki, over a cluster that is made up. */
import "./panels";
import "./links";
import "./alerts";
