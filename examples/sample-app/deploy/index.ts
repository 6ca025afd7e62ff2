import * as pulumi from "@pulumi/pulumi";
import { SampleApp } from "./sample-app";

const config = new pulumi.Config();
new SampleApp({
  namespace: config.require("namespace"),
  image: config.require("image"),
  replicas: config.requireNumber("replicas"),
  otlpEndpoint: config.require("otlpEndpoint"),
  drills: config.requireBoolean("drills"),
});
