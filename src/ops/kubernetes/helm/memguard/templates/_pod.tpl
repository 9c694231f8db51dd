{{/*
The parts of a pod, for a chart that has this one as a dependency. Each is called with the values of this chart:

  template:
    metadata:
      labels:
        {{- include "memguard.labels" .Values.memguard | nindent 8 }}
    spec:
      initContainers:
        {{- include "memguard.initContainers" .Values.memguard | nindent 8 }}
      containers:
        - name: shop
          env:
            {{- include "memguard.env" (dict "memguard" .Values.memguard "javaToolOptions" "-XX:MaxRAMPercentage=60") | nindent 12 }}
          ports:
            {{- include "memguard.ports" .Values.memguard | nindent 12 }}
          volumeMounts:
            {{- include "memguard.volumeMounts" .Values.memguard | nindent 12 }}
      volumes:
        {{- include "memguard.volumes" .Values.memguard | nindent 8 }}
*/}}

{{- define "memguard.labels" -}}
memguard: "on"
{{- end }}

{{- define "memguard.initContainers" -}}
- name: memguard
  image: {{ .image | quote }}
  volumeMounts:
    - {name: memguard, mountPath: /memguard}
  resources:
    requests: {cpu: 10m, memory: 16Mi}
    limits: {memory: 32Mi}
  securityContext:
    runAsNonRoot: true
    runAsUser: 65534
    allowPrivilegeEscalation: false
    readOnlyRootFilesystem: true
    capabilities: {drop: [ALL]}
{{- end }}

{{- define "memguard.env" -}}
- name: JAVA_TOOL_OPTIONS
  value: {{ printf "%s -javaagent:/memguard/memguard.jar" (default "" .javaToolOptions) | trim | quote }}
- name: MEMGUARD_DIR
  value: /var/lib/memguard
- name: MEMGUARD_HTTP
  value: {{ printf "*:%v" .memguard.port | quote }}
{{- with .memguard.tokenSecret }}
- name: MEMGUARD_HTTP_TOKEN
  valueFrom:
    secretKeyRef: {name: {{ . | quote }}, key: http-token}
{{- end }}
{{- range $key, $value := .memguard.options }}
- name: MEMGUARD_{{ $key | upper | replace "-" "_" }}
  value: {{ $value | quote }}
{{- end }}
{{- end }}

{{- define "memguard.ports" -}}
- {name: memguard, containerPort: {{ .port }}}
{{- end }}

{{- define "memguard.volumeMounts" -}}
- {name: memguard, mountPath: /memguard}
- {name: memguard-lives, mountPath: /var/lib/memguard}
{{- end }}

{{- define "memguard.volumes" -}}
- name: memguard
  emptyDir: {sizeLimit: 16Mi}
- name: memguard-lives
  {{- toYaml .livesVolume | nindent 2 }}
{{- end }}
