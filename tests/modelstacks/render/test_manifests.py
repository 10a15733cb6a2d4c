"""Manifests of pools: valid for Kubernetes, closed by default, and what each kind of pool has of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from localcloud.kubernetes.check import failures
from localcloud.kubernetes.group_version_kind import GroupVersionKind
from localcloud.kubernetes.schema import is_known
from modelstacks.render.manifests import (
    PLACEHOLDERS,
    KeyVaultSecret,
    ManifestValues,
    node_disk_gib,
    render_manifest,
    startup_seconds,
)
from tests.modelstacks.render.manifest_cases import CASES, GROUP, KAITO, PLAIN, Object, objects, only

every_case = pytest.mark.parametrize("case", CASES)


@every_case
def test_an_api_server_takes_every_object(case: str) -> None:
    for one in deployed(objects(CASES[case])):
        group, _, version = one["apiVersion"].rpartition("/")
        kind = GroupVersionKind(group, version, one["kind"])
        assert is_known(kind, None), kind
        assert failures(kind, None, one) == []


@every_case
def test_no_object_is_there_twice_and_each_is_labelled(case: str) -> None:
    found = objects(CASES[case])
    names = [(one["kind"], one["metadata"].get("namespace"), one["metadata"]["name"]) for one in found]
    assert len(set(names)) == len(names)
    for one in found:
        assert one["metadata"]["labels"]["modelstacks.io/request"] == "contract-summaries"
        assert one["metadata"]["labels"]["app.kubernetes.io/managed-by"] == "modelstacks"


@every_case
def test_no_secret_is_in_a_manifest(case: str) -> None:
    found = objects(CASES[case])
    assert "Secret" not in {one["kind"] for one in found}
    for container in containers(found):
        for variable in container.get("env", ()):
            assert not re.search(r"TOKEN$|KEY$|PASSWORD|SECRET", variable["name"])


@every_case
def test_images_have_a_tag_that_stays(case: str) -> None:
    for container in containers(objects(CASES[case])):
        assert re.fullmatch(r"[^@]+:(?!latest)[\w.-]+(@sha256:[0-9a-f]{64})?", container["image"]), container["image"]


@every_case
def test_no_container_has_privileges(case: str) -> None:
    for one in objects(CASES[case]):
        for container in containers([one]):
            context = container["securityContext"]
            assert context["allowPrivilegeEscalation"] is False
            assert context["capabilities"] == {"drop": ["ALL"]}
            assert "privileged" not in context
        spec = pod(one)
        assert not {"hostNetwork", "hostPID", "hostIPC"} & spec.keys()
        if one["metadata"]["namespace" if "namespace" in one["metadata"] else "name"] != "kube-system" and spec:
            assert spec["securityContext"]["runAsNonRoot"] is True
            assert all(container["securityContext"]["readOnlyRootFilesystem"] for container in spec["containers"])
            assert spec["automountServiceAccountToken"] is False
        paths = [volume["hostPath"]["path"] for volume in spec.get("volumes", ()) if "hostPath" in volume]
        assert paths == (["/var/lib/kubelet/device-plugins"] if "device-plugin" in one["metadata"]["name"] else [])


@every_case
def test_placeholders_are_those_that_a_deployment_knows(case: str) -> None:
    found = set(re.findall(r"\$\{[^}]*\}?", render_manifest(CASES[case])))
    scales = CASES[case].minimum < CASES[case].maximum
    assert found == set(PLACEHOLDERS) - ({"${prometheusQueryEndpoint}"} if not scales else set())


@every_case
def test_only_the_ingress_reaches_the_server_and_only_with_a_token_of_a_group(case: str) -> None:
    values = CASES[case]
    policy = only(values, "NetworkPolicy")["spec"]
    assert policy["podSelector"] == {}
    assert set(policy["policyTypes"]) == {"Ingress", "Egress"}
    server = next(rule for rule in policy["ingress"] if rule["ports"][0]["port"] != 15020)
    assert server["from"] == [
        {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "aks-istio-ingress"}}}
    ]
    (rule,) = only(values, "AuthorizationPolicy", values.name)["spec"]["rules"]
    assert rule["when"] == [{"key": "request.auth.claims[groups]", "values": [GROUP]}]
    assert rule["from"][0]["source"]["namespaces"] == ["aks-istio-ingress"]
    issuers = {jwt["issuer"]: jwt for jwt in only(values, "RequestAuthentication", values.name)["spec"]["jwtRules"]}
    assert issuers.keys() == {
        f"https://login.microsoftonline.com/{values.tenant}/v2.0",
        f"https://sts.windows.net/{values.tenant}/",
    }
    assert all(set(jwt["audiences"]) == {values.audience, values.client} for jwt in issuers.values())
    assert only(values, "PeerAuthentication")["spec"] == {"mtls": {"mode": "STRICT"}}


@every_case
def test_the_ingress_turns_away_who_brings_no_token_of_a_group(case: str) -> None:
    values = CASES[case]
    policy = only(values, "AuthorizationPolicy", values.namespace)
    checks = only(values, "RequestAuthentication", values.namespace)
    gateway = only(values, "Gateway")["spec"]["selector"]
    assert policy["metadata"]["namespace"] == checks["metadata"]["namespace"] == "aks-istio-ingress"
    assert policy["spec"]["selector"]["matchLabels"] == checks["spec"]["selector"]["matchLabels"] == gateway
    assert policy["spec"]["action"] == "DENY"
    without_token, without_group = policy["spec"]["rules"]
    hosts = [{"operation": {"hosts": [values.host, f"{values.host}:*"]}}]
    assert without_token["to"] == without_group["to"] == hosts
    issuers = [rule["issuer"] for rule in checks["spec"]["jwtRules"]]
    (source,) = without_token["from"]
    principals = source["source"]["notRequestPrincipals"]
    # As Istio reads it: the issuer is what stands before the last slash, and has to be the token's to the letter.
    assert [one.rpartition("/")[0] for one in principals] == issuers
    own_rule = only(values, "AuthorizationPolicy", values.name)["spec"]["rules"][0]
    assert own_rule["from"][0]["source"]["requestPrincipals"] == principals
    assert without_group["when"] == [{"key": "request.auth.claims[groups]", "notValues": [GROUP]}]
    # The pool's own sidecar checks the token again, so it must get it; the server does not.
    assert all(rule["forwardOriginalToken"] for rule in checks["spec"]["jwtRules"])
    own = only(values, "RequestAuthentication", values.name)["spec"]["jwtRules"]
    assert not any("forwardOriginalToken" in rule for rule in own)


def test_ingress_takes_tls_from_the_secret_that_the_driver_makes_of_the_vaults() -> None:
    provider = only(PLAIN, "SecretProviderClass")
    (made,) = provider["spec"]["secretObjects"]
    (server,) = only(PLAIN, "Gateway")["spec"]["servers"]
    assert provider["metadata"]["namespace"] == "aks-istio-ingress"
    assert server["tls"]["credentialName"] == made["secretName"]
    assert server["hosts"] == only(PLAIN, "VirtualService")["spec"]["hosts"] == [PLAIN.host]
    assert provider["spec"]["parameters"]["keyvaultName"] == "kv-ingress"
    mounting = only(PLAIN, "Deployment", f"{PLAIN.namespace}-certificate")
    (volume,) = pod(mounting)["volumes"]
    assert volume["csi"]["volumeAttributes"]["secretProviderClass"] == provider["metadata"]["name"]


def test_server_is_told_what_the_fit_reckoned_with() -> None:
    arguments = server(PLAIN)["args"]
    assert arguments == [
        "nimbus/Nimbus-24B-Instruct",
        f"--revision={'e' * 40}",
        "--served-model-name=nimbus-24b",
        "--host=0.0.0.0",
        "--port=8000",
        "--tensor-parallel-size=2",
        "--max-model-len=16384",
        "--max-num-seqs=10",
        "--gpu-memory-utilization=0.90",
    ]
    assert server(PLAIN)["resources"]["limits"] == {"nvidia.com/gpu": 2}
    quantized = server(CASES["quantized"])["args"]
    assert "--quantization=fp8" in quantized
    assert not any(argument.startswith("--revision") for argument in quantized)


@pytest.mark.parametrize(
    ("weights", "minutes"),
    [(None, 180), (1.0, 30), (50.0, 30), (100.0, 45), (550.0, 180), (2000.0, 180)],
)
def test_a_start_may_take_as_long_as_its_weights_are_large(weights: float | None, minutes: int) -> None:
    assert startup_seconds(weights) == minutes * 60
    values = replace(PLAIN, weights_gib=weights)
    probe = server(values)["startupProbe"]
    assert probe["failureThreshold"] * probe["periodSeconds"] == minutes * 60
    assert only(values, "Deployment", PLAIN.name)["spec"]["progressDeadlineSeconds"] > minutes * 60


def test_a_nodes_disk_holds_what_its_pods_ask_for() -> None:
    values = CASES["shared-machines"]
    asked = int(server(values)["resources"]["requests"]["ephemeral-storage"].removesuffix("Gi"))
    disk = node_disk_gib(values.weights_gib, values.replicas_per_machine)
    assert disk is not None
    assert disk >= asked * values.replicas_per_machine + 40
    assert node_disk_gib(None, 1) is None


@pytest.mark.parametrize(
    ("per_machine", "maximum", "want"),
    [
        pytest.param(1, 2, {"maxSurge": 0, "maxUnavailable": 1}, id="every machine is full"),
        pytest.param(4, 8, {"maxSurge": 0, "maxUnavailable": 1}, id="all of several are full"),
        pytest.param(4, 6, {"maxSurge": 1, "maxUnavailable": 0}, id="room for two more on the last"),
    ],
)
def test_a_rollout_takes_no_accelerator_that_is_not_there(per_machine: int, maximum: int, want: Object) -> None:
    values = replace(PLAIN, devices=1, replicas_per_machine=per_machine, minimum=maximum, maximum=maximum)
    assert only(values, "Deployment", PLAIN.name)["spec"]["strategy"]["rollingUpdate"] == want


def test_what_scales_has_no_number_of_replicas_of_its_own() -> None:
    assert only(PLAIN, "Deployment", PLAIN.name)["spec"]["replicas"] == 2
    assert not [one for one in objects(PLAIN) if one["apiVersion"].startswith("keda.sh")]
    values = CASES["scaling"]
    assert "replicas" not in only(values, "Deployment", PLAIN.name)["spec"]
    scaled = only(values, "ScaledObject")["spec"]
    (trigger,) = scaled["triggers"]
    assert (scaled["minReplicaCount"], scaled["maxReplicaCount"]) == (1, 4)
    assert trigger["metadata"]["threshold"] == "8"
    assert 'vllm:num_requests_waiting{namespace="legal-mistral-small-a1"}' in trigger["metadata"]["query"]


def test_from_zero_the_ingress_wakes_the_pool() -> None:
    values = CASES["to-zero"]
    _, waking = only(values, "ScaledObject")["spec"]["triggers"]
    service = f"{values.name}.{values.namespace}.svc.cluster.local"
    # Only what was let in: who is turned away gets 401 or 403.
    series = f'istio_requests_total{{destination_service="{service}",response_code="503"}}'
    assert series in waking["metadata"]["query"]
    (monitor,) = only(values, "PodMonitor", f"{values.name}-ingress")["spec"]["podMetricsEndpoints"]
    kept = monitor["metricRelabelings"][0]["regex"]
    assert re.fullmatch(kept, f"istio_requests_total;{service}")
    assert not re.fullmatch(kept, f"istio_requests_total;{service.replace('.', 'x', 1)}")


def test_pods_go_to_the_pools_nodes() -> None:
    assert pod(only(PLAIN, "Deployment", PLAIN.name))["nodeSelector"] == {
        "kubernetes.azure.com/agentpool": "gmistral1",
        "kubernetes.io/arch": "amd64",
    }
    assert "topologySpreadConstraints" not in pod(only(PLAIN, "Deployment", PLAIN.name))
    spread = pod(only(CASES["zones"], "Deployment", PLAIN.name))["topologySpreadConstraints"]
    assert [one["topologyKey"] for one in spread] == ["topology.kubernetes.io/zone"]
    assert pod(only(CASES["arm64"], "Deployment", PLAIN.name))["nodeSelector"]["kubernetes.io/arch"] == "arm64"
    keys = {one["key"] for one in pod(only(CASES["spot"], "Deployment", PLAIN.name))["tolerations"]}
    assert keys == {"sku", "kubernetes.azure.com/scalesetpriority"}
    for agent in ("device-plugin", "gpu-metrics"):
        daemon = next(one for one in objects(CASES["spot"]) if agent in one["metadata"]["name"])
        assert {one["key"] for one in pod(daemon)["tolerations"]} == keys


def test_an_amd_pool_asks_for_amds_devices_and_has_none_of_nvidias_agents() -> None:
    values = CASES["amd"]
    assert server(values)["resources"]["limits"] == {"amd.com/gpu": 2}
    assert "DaemonSet" not in {one["kind"] for one in objects(values)}


def test_gated_weights_are_fetched_with_a_token_that_only_a_file_holds() -> None:
    values = CASES["gated"]
    variables = {one["name"]: one["value"] for one in server(values)["env"]}
    mounts = {one["name"]: one["mountPath"] for one in server(values)["volumeMounts"]}
    assert variables["HF_TOKEN_PATH"] == f"{mounts['token']}/hub-token"
    assert "secretObjects" not in only(values, "SecretProviderClass", f"{values.name}-token")["spec"]
    kaito = only(CASES["kaito-gated"], "SecretProviderClass", f"{values.name}-token")["spec"]["secretObjects"]
    workspace = only(CASES["kaito-gated"], "Workspace", f"{values.name}-0")
    assert workspace["inference"]["preset"]["presetOptions"] == {"modelAccessSecret": kaito[0]["secretName"]}
    assert kaito[0]["data"] == [{"objectName": "hub-token", "key": "HF_TOKEN"}]


@pytest.mark.parametrize(("case", "excepted"), [("fixed", True), ("mirror", False)])
def test_weights_come_from_the_hub_or_from_a_mirror_and_nothing_else_is_reached(case: str, excepted: bool) -> None:
    values = CASES[case]
    block = only(values, "NetworkPolicy")["spec"]["egress"][-1]["to"][0]["ipBlock"]
    assert ("except" in block) is excepted
    assert only(values, "Sidecar")["spec"]["outboundTrafficPolicy"] == {"mode": "REGISTRY_ONLY"}
    assert only(values, "ServiceEntry")["spec"]["hosts"] == list(values.weights_hosts)
    address = [one["value"] for one in server(values)["env"] if one["name"] == "HF_ENDPOINT"]
    assert address == ([] if excepted else ["https://weights.example.org/hub"])


def test_kaito_has_a_workspace_a_replica_on_the_pools_nodes() -> None:
    spaces = [one for one in objects(KAITO) if one["kind"] == "Workspace"]
    assert [one["metadata"]["name"] for one in spaces] == ["mistral-small-a1-0", "mistral-small-a1-1"]
    for space in spaces:
        assert space["resource"]["instanceType"] == "Standard_NC48ads_A100_v4"
        assert space["resource"]["labelSelector"] == {"matchLabels": {"kubernetes.azure.com/agentpool": "gmistral1"}}
        assert space["inference"]["preset"] == {"name": "nimbus-24b-instruct"}
    routes = only(KAITO, "VirtualService")["spec"]["http"][0]["route"]
    assert [(route["destination"]["host"].partition(".")[0], route["weight"]) for route in routes] == [
        ("mistral-small-a1-0", 50),
        ("mistral-small-a1-1", 50),
    ]
    assert only(KAITO, "NetworkPolicy")["spec"]["ingress"][0]["ports"] == [{"protocol": "TCP", "port": 5000}]


def test_kaito_starts_its_pods_anew_for_other_settings_and_only_for_those() -> None:
    changes: list[dict[str, Any]] = [{}, {"context": 1024}, {"concurrency": 3}, {"labels": {"team": "other"}}]
    manifests = [replace(KAITO, **change) for change in changes]
    settings = [only(values, "ConfigMap") for values in manifests]
    for values, found in zip(manifests, settings, strict=True):
        spaces = [one for one in objects(values) if one["kind"] == "Workspace"]
        assert {space["inference"]["config"] for space in spaces} == {found["metadata"]["name"]}
    plain, context, concurrency, labels = (found["metadata"]["name"] for found in settings)
    assert len({plain, context, concurrency}) == 3
    assert plain == labels


@pytest.mark.parametrize(("values", "level"), [(PLAIN, "restricted"), (KAITO, "baseline")])
def test_namespaces_enforce_the_strictest_level_that_their_pods_meet(values: ManifestValues, level: str) -> None:
    assert only(values, "Namespace")["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == level


def test_labels_are_made_of_whatever_a_tag_holds() -> None:
    values = replace(
        PLAIN, labels={"request": "contract-summaries", "owner": " Zoë & Söhne <a@example.org> " + "x" * 80}
    )
    owner = only(values, "Namespace")["metadata"]["labels"]["modelstacks.io/owner"]
    assert re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?", owner)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": "Mistral"}, "name: 'Mistral'"),
        ({"namespace": "a" * 48}, "namespace: "),
        ({"namespace": "kube_system"}, "namespace: "),
        ({"agent_pool": "thirteenchars"}, "agent_pool: "),
        ({"host": "*.models.example.org"}, "host: a pool answers under one name"),
        ({"host": "models.example.org/v1"}, "host: "),
        ({"image": "registry.example/vllm:latest"}, "image: "),
        ({"image": f"registry.example/vllm:latest@sha256:{'a' * 64}"}, "image: "),
        ({"image": "registry.example/vllm"}, "image: "),
        ({"tenant": "common"}, "tenant: "),
        ({"repository": "--trust-remote-code"}, "repository: "),
        ({"minimum": 3}, "minimum: 3 of at most 2"),
        ({"devices": 0}, "devices: "),
        ({"groups": ()}, "groups: "),
        ({"served_name": "${meshRevision}"}, "served_name: "),
        ({"labels": {"a${b": "c"}}, "labels: "),
        ({"certificate": KeyVaultSecret("kv", "${x}")}, "certificate: "),
        ({"runtime": "kaito"}, "preset: "),
        ({"runtime": "kaito", "preset": "p", "minimum": 1}, "minimum: KAITO"),
        ({"manufacturer": "Microsoft"}, "manufacturer: "),
    ],
)
def test_values_that_no_manifest_can_hold_are_refused(change: Mapping[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        render_manifest(replace(PLAIN, **change))


def deployed(node: Any) -> Any:
    """What the deployment makes of it: every placeholder replaced by what it stands for."""
    match node:
        case dict():
            return {key: deployed(item) for key, item in node.items()}
        case list():
            return [deployed(item) for item in node]
        case str():
            for placeholder in PLACEHOLDERS:
                node = node.replace(placeholder, "asm-1-30" if "mesh" in placeholder else "known-now")
            return node
        case _:
            return node


def server(values: ManifestValues) -> Object:
    (container,) = pod(only(values, "Deployment", values.name))["containers"]
    return container


def pod(one: Object) -> Object:
    """The pod's specification in an object; empty where it makes no pods."""
    return one.get("spec", {}).get("template", {}).get("spec", {})


def containers(found: list[Object]) -> Iterator[Object]:
    for one in found:
        yield from pod(one).get("containers", ())
